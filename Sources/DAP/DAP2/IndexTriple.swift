internal import Cube
internal import Failures
internal import Grids

/// One `[start:stride:stop]` of a constraint; both ends are included, and `stop` need not be on the stride.
struct IndexTriple: Equatable {
    let start: Int
    let stride: Int
    let stop: Int

    /// The indices as a range of a dimension of the array `name`.
    ///
    /// - Throws: `Failure.invalid` when an end lies outside.
    func range(in dimension: StoredVariable.Dimension, of name: String) throws(Failure) -> IndexRange {
        guard stop < dimension.size else {
            throw .invalid(
                parameter: "constraint",
                received: "\(name)[\(start):\(stride):\(stop)]",
                expected: "indices from 0 to \(dimension.size - 1) along '\(dimension.name)'"
            )
        }
        return IndexRange(start: start, count: (stop - start) / stride + 1, stride: stride)
    }
}

/// Reads the index part of a projection: `[1]`, `[1:3]`, `[1:2:7]`, any number of them in a row.
struct IndexParser {
    private var scanner: IndexScanner

    /// More dimensions than any array has.
    private static let maxIndices = 64

    /// - Throws: `Failure.invalid` for anything but such brackets, numbers that do not fit, an end before its start and
    ///   a stride of 0.
    static func parse(_ text: Substring) throws(Failure) -> [IndexTriple] {
        guard text.utf8.count <= 4096 else { throw refusal(text, "shorter index ranges") }
        var parser = IndexParser(scanner: IndexScanner(text))
        var triples: [IndexTriple] = []
        while !parser.scanner.isAtEnd {
            guard triples.count < maxIndices, let triple = parser.triple() else {
                throw refusal(
                    text,
                    "index ranges such as [0], [0:9] or [0:2:9] (start:stride:stop, both included)"
                )
            }
            triples.append(triple)
        }
        return triples
    }

    private static func refusal(_ text: Substring, _ expected: String) -> Failure {
        .invalid(parameter: "constraint", received: String(text.prefix(80)), expected: expected)
    }

    private init(scanner: IndexScanner) {
        self.scanner = scanner
    }

    private mutating func triple() -> IndexTriple? {
        guard scanner.take("["), let first = scanner.number() else { return nil }
        var numbers = [first]
        while numbers.count < 3, scanner.take(":") {
            guard let next = scanner.number() else { return nil }
            numbers.append(next)
        }
        guard scanner.take("]") else { return nil }
        let start = numbers[0]
        let stride = numbers.count == 3 ? numbers[1] : 1
        let stop = numbers[numbers.count - 1]
        guard stride >= 1, stop >= start else { return nil }
        return IndexTriple(start: start, stride: stride, stop: stop)
    }
}
