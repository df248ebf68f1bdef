internal import JSON

/// The names of a dataset's arrays, served or not, told apart by their bytes: what a request can mean.
package struct DatasetNames: Sendable {
    private let names: Set<ExactText>
    /// How many commas a name has at most.
    package let mostCommas: Int

    /// The names of a dataset, gathered once.
    package static func of(_ dataset: Dataset) -> DatasetNames {
        dataset.facts.value { DatasetNames(dataset) }
    }

    private init(_ dataset: Dataset) {
        let arrays = dataset.arrays + dataset.inherited + dataset.texts
        let unusable = dataset.findings.compactMap { finding in
            if case .unusable = finding.problem { finding.subject } else { nil }
        }
        let all = arrays.map(\.name) + unusable
        names = Set(all.map(ExactText.init))
        mostCommas = all.map { $0.utf8.count { $0 == UInt8(ascii: ",") } }.max() ?? 0
    }

    package func contains(_ name: String) -> Bool { names.contains(ExactText(name)) }
}
