internal import Zarr

/// `time=0:10,lat=3`: index ranges by dimension, ends excluded.
struct IndexSelection {
    /// Why a selection means nothing for an array.
    enum Fault: Error, CustomStringConvertible, Equatable {
        case notUnderstood(String)
        case noSuchDimension(String, known: [String])
        case outside(String, size: Int)

        var description: String {
            switch self {
            case .notUnderstood(let part):
                "--select '\(part)' is not understood: expected NAME=INDEX or NAME=FROM:TO"
            case .noSuchDimension(let name, let known):
                "--select: there is no dimension '\(name)', there is \(known.joined(separator: ", "))"
            case .outside(let part, let size): "--select '\(part)' is outside the dimension of \(size)"
            }
        }
    }

    private let parts: [(text: String, name: String, from: Int?, to: Int?, isRange: Bool)]

    init(_ text: String) throws(Fault) {
        var parts: [(text: String, name: String, from: Int?, to: Int?, isRange: Bool)] = []
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2 else { throw .notUnderstood(String(part)) }
            let ends = sides[1].split(separator: ":", omittingEmptySubsequences: false)
            let numbers = ends.map { Int($0) }
            let isWhole = zip(ends, numbers).allSatisfy { $0.isEmpty ? ends.count == 2 : $1 != nil }
            guard (1...2).contains(ends.count), isWhole else { throw .notUnderstood(String(part)) }
            parts.append(
                (String(part), String(sides[0]), numbers[0], numbers[numbers.count - 1], ends.count == 2)
            )
        }
        self.parts = parts
    }

    /// One range for each dimension of the array.
    func ranges(of metadata: ArrayMetadata) throws(Fault) -> [Range<Int>] {
        var ranges = metadata.shape.map { 0..<$0 }
        let names = metadata.dimensionNames.enumerated().map { $1 ?? "\($0)" }
        for part in parts {
            guard
                let dimension = names.firstIndex(of: part.name)
                    ?? Int(part.name).flatMap({ names.indices.contains($0) ? $0 : nil })
            else { throw .noSuchDimension(part.name, known: names) }
            let size = metadata.shape[dimension]
            let from = part.from ?? 0
            let to = part.isRange ? part.to ?? size : from.addingReportingOverflow(1).partialValue
            guard from >= 0, from <= to, to <= size else { throw .outside(part.text, size: size) }
            ranges[dimension] = from..<to
        }
        return ranges
    }
}
