package import Principals

/// How much some people may use of some datasets within a while.
package struct Quota: Sendable, Equatable {
    /// Whose use is one sum.
    package enum Share: String, CaseIterable, Sendable {
        /// Of each person; of strangers, of each address.
        case principal
        /// Of each address, whoever comes from there.
        case address
        /// Of all whom the quota is for.
        case everybody
    }

    /// What the operator and clients call it.
    package let name: String
    package let audience: [Audience]
    /// Nil for whatever is asked, what concerns no dataset included.
    package let datasets: [NamePattern]?
    package let share: Share
    package let windowSeconds: Int
    package let limit: UseLimit
    /// Where it is written, counted from 1.
    package let line: Int?

    package init(
        name: String,
        audience: [Audience],
        datasets: [NamePattern]? = nil,
        share: Share = .principal,
        windowSeconds: Int,
        limit: UseLimit,
        line: Int? = nil
    ) {
        (self.name, self.audience, self.datasets, self.share) = (name, audience, datasets, share)
        (self.windowSeconds, self.limit, self.line) = (windowSeconds, limit, line)
    }

    var windowNanoseconds: UInt64 { UInt64(clamping: windowSeconds) &* 1_000_000_000 }

    func fits(_ principal: Principal) -> Bool { audience.contains { $0.fits(principal) } }

    /// Who is counted as one; nil where that is not known.
    func counted(_ asker: Asker) -> String? {
        switch share {
        case .principal: asker.text
        case .address: asker.addressText
        case .everybody: ""
        }
    }
}
