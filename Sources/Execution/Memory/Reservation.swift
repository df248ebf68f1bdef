/// Memory that one request, or one open dataset, has until this value ends.
package final class Reservation: Sendable {
    package let bytes: Int
    private let ledger: MemoryLedger
    private let kind: Kind

    enum Kind {
        case interactive, bulk, held
    }

    init(bytes: Int, ledger: MemoryLedger, kind: Kind) {
        self.bytes = bytes
        self.ledger = ledger
        self.kind = kind
    }

    deinit {
        ledger.release(bytes, kind)
    }
}
