internal import Execution

/// Where passwords are hashed: two at once in a process, whatever is asked of it, so that what is slow by intention takes
/// neither all processors nor all memory.
package final class PasswordSlots: Sendable {
    /// With scrypt at its bound that is 128 MiB, with everything else much less.
    static let count = 2
    private static let secondsBetweenChecks = 0.25

    typealias Hashing = @Sendable (CryptBlock, _ password: String, _ setting: String) -> [UInt8]?

    private let free: Monitor<[CryptBlock]>
    private let hashing: Hashing

    package convenience init() {
        self.init { $0.hash($1, setting: $2) }
    }

    /// Another `hashing` than libcrypt's is for tests.
    init(hashing: @escaping Hashing) {
        free = Monitor((0..<Self.count).map { _ in CryptBlock() })
        self.hashing = hashing
    }

    /// One of the slots, for as long as it is one's own.
    struct Slot: ~Copyable {
        fileprivate let block: CryptBlock
        fileprivate let hashing: Hashing

        /// Whether a password is the one of a hash: what takes long.
        func fits(_ password: String, _ hash: PasswordHash) -> Bool {
            guard let made = hashing(block, password, hash.text) else { return false }
            return ConstantTime.areEqual(made, Array(hash.text.utf8))
        }
    }

    /// Waits for a slot, and lets nobody else have it while `body` runs.
    ///
    /// - Throws: `Interruption` when the caller's time ends first.
    func withSlot<Result>(
        _ context: WorkContext,
        _ body: (borrowing Slot) -> Result
    ) throws(Interruption) -> Result {
        let block = try take(context)
        defer { free.update { $0.append(block) } }
        return body(Slot(block: block, hashing: hashing))
    }

    private func take(_ context: WorkContext) throws(Interruption) -> CryptBlock {
        while true {
            try context.check()
            let pause = min(Deadline.after(seconds: Self.secondsBetweenChecks), context.deadline)
            if let block = free.wait(until: pause, for: { $0.popLast() }) { return block }
        }
    }
}
