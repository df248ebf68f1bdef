internal import JSON
internal import Zarr

/// The names of arrays and dimensions of a group and those above it, and which of them Unicode calls equivalent though
/// their bytes differ.
///
/// Everything above the hierarchy looks names up as Swift compares texts, to which such two are one. So of each such set one
/// spelling stays a name, that of an array before that of a dimension; a dimension that is spelled otherwise has none.
struct NamesToTell {
    /// By any spelling, the one that counts.
    private var spellings: [String: String] = [:]
    private(set) var findings: [Finding] = []

    /// `groups`: the group itself, then those above it, the nearest first.
    init(_ groups: [ZarrGroup]) {
        for group in groups {
            let arrays = (group.arrays + group.others).map(\.metadata)
            for name in arrays.map(\.name) {
                guard let other = other(than: name) else { continue }
                findings.append(Finding(subject: name, problem: .equivalentName(of: other)))
            }
            for name in arrays.flatMap(\.dimensionNames).compactMap({ $0 }) { _ = other(than: name) }
        }
    }

    /// The spelling that counts where it is another one; a name that is new counts from now on.
    private mutating func other(than name: String) -> String? {
        guard let known = spellings[name] else {
            spellings[name] = name
            return nil
        }
        return known.isExactly(name) ? nil : known
    }

    /// Whether an array has its name to itself: those of groups above may not.
    func isSeen(_ array: ZarrArray) -> Bool {
        spellings[array.metadata.name]?.isExactly(array.metadata.name) ?? true
    }

    /// What is wrong with the name of a dimension; nil for one that can be told from all others.
    func problem(ofDimension name: String) -> MetadataProblem? {
        guard let known = spellings[name], !known.isExactly(name) else { return nil }
        return .equivalentDimension(name: name, of: known)
    }
}
