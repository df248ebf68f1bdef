internal import Execution
internal import Glibc

/// What was said in the log last about each dataset, in memory that all workers of a host share: none repeats another.
package struct NoticeBoard: Sendable {
    private let table: RefTable
    /// Differs between the workers before and after a reload, so that what still fails is said again.
    private let generation: UInt64

    package init(_ table: RefTable, generation: UInt64) {
        self.table = table
        self.generation = generation
    }

    /// The generation of workers that were started with the file behind `descriptor`.
    package static func generation(of descriptor: Int32) -> UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return 0 }
        return UInt64(status.st_ino) &* 1_000_003 &+ UInt64(truncatingIfNeeded: status.st_ctim.tv_nsec)
    }

    /// Puts up a text, or takes it away when it is nil; false when it is there (or gone) already.
    package func post(_ text: String?, about subject: String) -> Bool {
        let word = text.map { Self.word(of: $0, generation) | 1 } ?? 0
        return table.exchangeNotice(Self.word(of: subject, 0), word) != word
    }

    private static func word(of text: String, _ generation: UInt64) -> UInt64 {
        var digest = ContentDigest()
        digest.add(text)
        digest.add(generation)
        return digest.words.first
    }
}
