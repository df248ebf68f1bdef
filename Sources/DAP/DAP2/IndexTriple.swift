internal import Cube

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
    private let bytes: [UInt8]
    private var offset = 0

    /// More dimensions than any array has.
    private static let maxIndices = 64

    /// - Throws: `Failure.invalid` for anything but such brackets, numbers that do not fit, an end before its start and
    ///   a stride of 0.
    static func parse(_ text: Substring) throws(Failure) -> [IndexTriple] {
        guard text.utf8.count <= 4096 else { throw refusal(text, "shorter index ranges") }
        var parser = IndexParser(bytes: Array(text.utf8))
        var triples: [IndexTriple] = []
        while parser.offset < parser.bytes.count {
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

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func triple() -> IndexTriple? {
        guard take("["), let first = number() else { return nil }
        var numbers = [first]
        while numbers.count < 3, take(":") {
            guard let next = number() else { return nil }
            numbers.append(next)
        }
        guard take("]") else { return nil }
        let start = numbers[0]
        let stride = numbers.count == 3 ? numbers[1] : 1
        let stop = numbers[numbers.count - 1]
        guard stride >= 1, stop >= start else { return nil }
        return IndexTriple(start: start, stride: stride, stop: stop)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Digits only; nil for none, and for a number that no index can be.
    private mutating func number() -> Int? {
        let digits = bytes[offset...].prefix { $0 >= 0x30 && $0 <= 0x39 }
        guard (1...18).contains(digits.count) else { return nil }
        offset += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
