internal import Execution

/// Texts of one length with commas between them, of which any run is a part of the bytes.
struct JoinedTexts: Sendable {
    /// All of them.
    let whole: BodyPart
    private let count: Int
    /// Of a text and its comma.
    private let stride: Int

    /// Nil unless `bytes` are `count` texts, none of which holds a comma itself, of the same length.
    init?(_ bytes: [UInt8], count: Int) {
        guard count > 0, (bytes.count + 1) % count == 0 else { return nil }
        let stride = (bytes.count + 1) / count
        let commas = Swift.stride(from: stride - 1, to: bytes.count, by: stride)
        guard stride > 1, commas.allSatisfy({ bytes[$0] == UInt8(ascii: ",") }) else { return nil }
        whole = BodyPart(bytes)
        self.count = count
        self.stride = stride
    }

    var bytes: [UInt8] { whole.bytes }

    /// Whether these are all positions, in their order.
    func isWhole(_ positions: [Int]) -> Bool {
        guard positions.count == count else { return false }
        // Without leaving early: several positions are compared at a time.
        return positions.withUnsafeBufferPointer { positions in
            positions.indices.reduce(0) { $0 | (positions[$1] ^ $1) } == 0
        }
    }

    /// Appends the texts at some positions; positions that there are none of are left out.
    func append(_ positions: ArraySlice<Int>, to text: inout [UInt8]) {
        let bytes = bytes
        var (next, isFirst) = (positions.startIndex, true)
        while next < positions.endIndex {
            let first = positions[next]
            next += 1
            guard (0..<count).contains(first) else { continue }
            var end = first + 1
            while next < positions.endIndex, end < count, positions[next] == end {
                end += 1
                next += 1
            }
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            text += bytes[(first * stride)..<(end * stride - 1)]
        }
    }
}
