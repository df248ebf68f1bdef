internal import Execution

/// What was found below the published prefixes, in memory that the workers share: one looks, all know.
final class DiscoveryBoard: Sendable {
    // In front the format, then a lock, which guards the rest: how often the text has changed, until when somebody looks,
    // how long the text is, the text.

    private static let format: UInt64 = 0x534C_5549_4345_4401
    private static let lock = 64
    private static let head = lock + SharedMemory.lockBytes
    private static let textOffset = head + 3 * 8
    static let maxText = 8 << 20
    static let bytes = textOffset + maxText

    private let memory: SharedMemory

    private init(_ memory: SharedMemory) {
        self.memory = memory
    }

    /// Makes an empty board of memory of so many bytes.
    static func prepare(_ memory: SharedMemory) {
        memory.prepareLock(at: lock)
        memory.mark(format: format)
    }

    /// The board behind a descriptor; nil when it is not there or of another release.
    convenience init?(descriptor: Int32) {
        guard let memory = SharedMemory(descriptor: descriptor, bytes: Self.bytes, format: Self.format) else {
            return nil
        }
        self.init(memory)
    }

    /// For one process.
    convenience init() {
        let memory = SharedMemory(bytes: Self.bytes)
        Self.prepare(memory)
        self.init(memory)
    }

    /// The text if it has changed since it was at `version`, and its version now.
    func text(since version: UInt64) -> (text: String, version: UInt64)? {
        locked { words, text in
            guard words[0] != version, words[0] != 0 else { return nil }
            let bytes = text.prefix(Int(clamping: words[2]))
            return (String(decoding: bytes, as: UTF8.self), words[0])
        } ?? nil
    }

    /// Takes the right to look, unless another has it.
    func takeLease(seconds: Double, at now: Deadline) -> Bool {
        locked { words, _ in
            guard words[1] <= now.nanoseconds else { return false }
            words[1] = now.later(bySeconds: seconds).nanoseconds
            return true
        } ?? false
    }

    /// Puts up what was found, if it is short enough, and gives the right to look back.
    @discardableResult
    func post(_ found: String) -> Bool {
        locked { words, text in
            words[1] = 0
            guard found.utf8.count <= Self.maxText else { return false }
            var count = 0
            for byte in found.utf8 {
                text[count] = byte
                count += 1
            }
            words[2] = UInt64(count)
            words[0] += 1
            return true
        } ?? false
    }

    private func locked<Result>(
        _ body: (UnsafeMutableBufferPointer<UInt64>, UnsafeMutableRawBufferPointer) -> Result
    ) -> Result? {
        let words = memory.words(at: Self.head, count: 3)
        let text = UnsafeMutableRawBufferPointer(start: memory.start + Self.textOffset, count: Self.maxText)
        return memory.locked(at: Self.lock) { isHalfWritten in
            // What a dying process left half written is looked for again.
            if isHalfWritten { words.update(repeating: 0) }
            return body(words, text)
        }
    }
}
