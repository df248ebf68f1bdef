internal import Execution

/// The name of a dataset, or of a group of one, in words of shared memory.
package struct DatasetKey: Sendable, Hashable {
    package static let words = 16
    private static let maxBytes = words * 8

    package let text: String

    /// A longer name ends in a digest of the whole.
    package init(_ name: String) {
        let bytes = Array(name.utf8)
        guard bytes.count > Self.maxBytes || bytes.contains(0) else {
            text = name
            return
        }
        let plain = bytes.prefix(Self.maxBytes - 40).map { $0 == 0 || $0 > 0x7E ? UInt8(ascii: "?") : $0 }
        text = String(decoding: plain, as: UTF8.self) + "#" + ContentDigest.text(of: bytes)
    }

    package init(words: some Collection<UInt64>) {
        let bytes = words.prefix(Self.words).flatMap { word in
            withUnsafeBytes(of: word.littleEndian, Array.init)
        }
        text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    package func write(to words: Slice<UnsafeMutableBufferPointer<UInt64>>) {
        var bytes = Array(text.utf8.prefix(Self.maxBytes))
        bytes.append(contentsOf: repeatElement(0, count: Self.maxBytes - bytes.count))
        for (offset, index) in words.indices.prefix(Self.words).enumerated() {
            let word = bytes[(offset * 8)..<(offset * 8 + 8)].reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            words.base[index] = word
        }
    }
}
