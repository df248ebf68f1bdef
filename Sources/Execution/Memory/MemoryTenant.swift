/// A cache that lives in unreserved memory.
package protocol MemoryTenant: AnyObject, Sendable {
    /// Holds at most `bytes` when it returns, and says how many it let go.
    func shrink(to bytes: Int) -> Int

    /// Lets go of so many bytes that the ledger counts as held, as far as it keeps any.
    func letGoOfHeld(_ bytes: Int)
}

extension MemoryTenant {
    package func letGoOfHeld(_ bytes: Int) {}
}
