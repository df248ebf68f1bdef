import Execution
import Principals
import Quotas

/// Quotas whose clock stands still, so that two answers differ by what was used and not by when they were asked for.
enum AttackedQuotas {
    static func book(_ quotas: [Quota]) -> QuotaBook {
        let moment = Deadline(nanoseconds: 1_000_000_000_000)
        return QuotaBook(quotas, table: UseTable(), clock: { moment })
    }

    /// Everybody comes from one address.
    static func account(of principal: Principal, in book: QuotaBook, _ measurements: Measurements)
        -> any WorkAccount
    {
        book.account(of: principal, address: "192.0.2.1", measurements: measurements)
    }
}
