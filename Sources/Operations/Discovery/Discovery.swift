internal import Catalogue
internal import Execution
internal import Glibc
internal import ObjectStorage
internal import Synchronization

/// Keeps the catalogue of a worker at what lies below the published prefixes, by a thread of its own.
///
/// Of the workers of a host one looks at a time, and all take over what it found. A prefix that cannot be listed keeps
/// what it had.
final class Discovery: Sendable {
    /// How often the board is looked at.
    private static let roundSeconds = 0.5
    /// A look that takes longer fails, and then another worker may look.
    private static let lookSeconds = 30.0
    /// A worker that finds nothing on the board takes no requests for so long.
    private static let firstSeconds = 10.0
    /// A prefix that cannot be listed is tried again after this, or its own time if that is less.
    private static let retrySeconds = 60.0
    /// More stores than this below one prefix are refused.
    static let maxStores = 10_000

    /// Names of the stores below the prefix of a rule; throws why they cannot be had.
    typealias Lister = @Sendable (PublishRule, WorkContext) throws -> [String]

    private let rules: [PublishRule]
    private let board: DiscoveryBoard
    private let list: Lister
    private let publish: @Sendable ([PublishedDataset]) -> Void
    private let note: @Sendable (PublishRule, String?) -> Void
    private let version = Atomic<UInt64>(0)
    private let stopping = Monitor(false)
    private let thread = Mutex<WorkerThread?>(nil)

    /// `publish` gets all datasets whenever they have changed; `note` what is wrong with a prefix, or that nothing is.
    init(
        _ rules: [PublishRule],
        board: DiscoveryBoard,
        list: @escaping Lister,
        note: @escaping @Sendable (PublishRule, String?) -> Void,
        publish: @escaping @Sendable ([PublishedDataset]) -> Void
    ) {
        (self.rules, self.board, self.list) = (rules, board, list)
        (self.note, self.publish) = (note, publish)
    }

    /// Takes over what is known, or looks for the first time; then goes on in a thread.
    func start() {
        guard !rules.isEmpty else { return }
        let limit = Deadline.after(seconds: Self.firstSeconds)
        while version.load(ordering: .relaxed) == 0, !limit.hasPassed {
            step(seconds: limit.remainingSeconds)
            guard version.load(ordering: .relaxed) == 0 else { break }
            // Another worker looks.
            usleep(50_000)
        }
        let started = WorkerThread(name: "discovery") { [self] in
            while stopping.wait(until: .after(seconds: Self.roundSeconds), for: { $0 ? true : nil }) == nil {
                step(seconds: Self.lookSeconds)
            }
        }
        thread.withLock { $0 = started }
    }

    func stop() {
        stopping.update { $0 = true }
        thread.withLock { $0 }?.join()
    }

    /// Takes over what others found; looks at what is due, if nobody else does.
    func step(seconds: Double, at now: Deadline = .now) {
        let known = takeOver()
        guard known?.rules.contains(where: { $0.due <= now.nanoseconds }) ?? isUnknown,
            board.takeLease(seconds: Self.lookSeconds + 1, at: now)
        else { return }
        // Somebody may have looked just before.
        let latest = current ?? DiscoveredNames(rules: rules.count)
        let found = look(latest, seconds: seconds, at: now)
        if !board.post(found.text) {
            // What was known stays, and is looked for again as late.
            for rule in rules {
                note(rule, "the names of all stores together are longer than there is room for")
            }
            board.post(latest.due(as: found).text)
        }
        _ = takeOver()
    }

    private var isUnknown: Bool { version.load(ordering: .relaxed) == 0 }

    private var current: DiscoveredNames? {
        board.text(since: 0).flatMap { DiscoveredNames(text: $0.text, rules: rules.count) }
    }

    /// What the board says; publishes it where it is news.
    private func takeOver() -> DiscoveredNames? {
        let seen = version.load(ordering: .relaxed)
        guard let (text, now) = board.text(since: seen) else { return current }
        guard let names = DiscoveredNames(text: text, rules: rules.count) else { return nil }
        version.store(now, ordering: .relaxed)
        publish(datasets(names))
        return names
    }

    /// Each id once: the first rule, and the first name, that makes it.
    private func datasets(_ names: DiscoveredNames) -> [PublishedDataset] {
        var ids: Set<String> = []
        return zip(rules, names.rules).flatMap { rule, found in
            found.names.compactMap(rule.dataset).filter { ids.insert($0.id).inserted }
        }
    }

    private func look(_ names: DiscoveredNames, seconds: Double, at now: Deadline) -> DiscoveredNames {
        var names = names
        let context = WorkContext.background(seconds: seconds)
        for (index, rule) in rules.enumerated() where names.rules[index].due <= now.nanoseconds {
            var pause = rule.refreshSeconds
            do {
                names.rules[index].names = try list(rule, context)
                note(rule, nil)
            } catch {
                note(rule, ErrorWords.text(error))
                pause = min(pause, Self.retrySeconds)
            }
            names.rules[index].due = now.later(bySeconds: pause).nanoseconds
        }
        return names
    }
}

extension Discovery {
    /// Lists prefixes of stores as the configuration's profiles say.
    static func lister(profiles: StorageProfiles, engine: TransferEngine) -> Lister {
        { rule, context in
            let store = try StoreOpener.open(rule.prefix, profiles: profiles, engine: engine)
            guard let store = store as? any ListableStore else { throw DiscoveryError.cannotBeListed }
            let listing = try store.list("", most: maxStores, context: context)
            if listing.prefixes.isEmpty, listing.objects.isEmpty, let store = store as? FileStore,
                let error = store.missingRoot(context)
            {
                throw error
            }
            let archives = listing.objects.filter { $0.hasSuffix(".zip") }
            return (listing.prefixes + archives).filter { !$0.hasPrefix(".") }
        }
    }
}

enum DiscoveryError: Error, CustomStringConvertible {
    case cannotBeListed

    var description: String { "stores at such an address cannot be listed" }
}
