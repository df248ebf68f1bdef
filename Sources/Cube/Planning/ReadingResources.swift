package import Execution

/// What reading takes from the worker: the memory that plans reserve.
package struct ReadingResources: Sendable {
    package let ledger: MemoryLedger

    package init(ledger: MemoryLedger) {
        self.ledger = ledger
    }
}
