package import Execution
package import Principals
internal import Synchronization

/// The quotas of a server with what everybody has used of them: opens an account for each request.
package final class QuotaBook: Sendable {
    package let quotas: [Quota]
    let table: UseTable
    let fairUse: FairUse
    /// Of the hosts that share a store; nil where this one is alone.
    private let hosts: SharedHosts?
    private let clock: @Sendable () -> Deadline
    /// Is told once that requests come of which nobody says from where.
    private let missesAddress: @Sendable () -> Void
    private let hasMissedAddress = Atomic<Bool>(false)

    package init(
        _ quotas: [Quota],
        table: UseTable,
        fairUse: FairUseRules = FairUseRules(),
        hosts: SharedHosts? = nil,
        clock: @escaping @Sendable () -> Deadline = { .now },
        missesAddress: @escaping @Sendable () -> Void = {}
    ) {
        (self.quotas, self.table, self.hosts, self.clock) = (quotas, table, hosts, clock)
        self.fairUse = FairUse(rules: fairUse, table: table, clock: clock)
        self.missesAddress = missesAddress
    }

    /// `address`: where the request comes from, as nginx knows it; `crawler`: the program that reads whole sites, if it is one.
    package func account(
        of principal: Principal,
        address: String?,
        crawler: String? = nil,
        priority: WorkPriority = .interactive,
        measurements: Measurements
    ) -> any WorkAccount {
        let asker = Asker(principal, address: address)
        let fitting = quotas.filter { $0.fits(principal) }
        if asker.address == nil, fitting.contains(where: { $0.counted(asker) == nil }),
            !hasMissedAddress.exchange(true, ordering: .relaxed)
        {
            missesAddress()
        }
        var entries = fitting.compactMap { quota -> Account.Entry? in
            guard let counted = quota.counted(asker) else { return nil }
            return Account.Entry(quota: quota, key: key(of: quota, counted))
        }
        if let crawler {
            let key = fairUse.key(ofCrawler: crawler)
            entries.append(Account.Entry(quota: fairUse.crawlers, key: key, isOwn: true))
        }
        return Account(
            book: self,
            asker: asker.text,
            entries: entries,
            goesFirst: priority == .interactive,
            isCrawler: crawler != nil,
            measurements: measurements
        )
    }

    private func key(of quota: Quota, _ counted: String) -> UseKey {
        table.key(
            [quota.name, quota.share.rawValue, String(quota.windowSeconds), counted],
            secret: hosts?.secret
        )
    }

    /// What is left of a quota on this host: its part, where others cannot be heard.
    func limit(of entry: Account.Entry) -> UseLimit {
        let quota = entry.quota
        guard !entry.isOwn, let hosts, table.head.storeState != .up else { return quota.limit }
        return quota.limit.part(of: hosts.count)
    }

    func add(_ amount: Use, to entry: Account.Entry, isLimited: Bool = true) -> UseOutcome? {
        table.add(
            amount,
            to: entry.key,
            length: entry.quota.windowNanoseconds,
            limit: isLimited ? limit(of: entry) : nil,
            isOwn: entry.isOwn,
            at: clock()
        )
    }
}

/// Hosts that count together, in a store.
package struct SharedHosts: Sendable, Equatable {
    package let count: Int
    /// The same on all of them: what names are digested under.
    let secret: (UInt64, UInt64)

    /// `words` are known to all of these hosts, and best to nobody else.
    package init(count: Int, words: [String]) {
        self.count = count
        var digest = ContentDigest()
        for word in words { digest.add(word) }
        let (first, second) = digest.words
        secret = (first, second)
    }

    package static func == (left: SharedHosts, right: SharedHosts) -> Bool {
        left.count == right.count && left.secret == right.secret
    }
}
