package import Execution

/// A zip archive in another store, read by ranges: what lies in it as a store of its own.
///
/// The directory is kept for as long as the archive stays the same, which is looked at when a request wants to know
/// (`ObjectRequest.since`) and seen with every read. Entries are stored or deflated; a range
/// of a stored one is a range of the archive.
package final class ZipStore: ListableStore, RootedStore {
    package let label: String
    private let archive: any ObjectStore
    private let key: String
    private let known = Monitor<Known?>(nil)
    private let openings = SingleFlight<Int, ZipContents>()

    /// A directory, and when it was last known to be the archive's.
    private struct Known {
        let contents: ZipContents
        let checkedAt: Deadline
    }

    /// The archive at `key` of `archive`; nothing is read before it is needed.
    package init(_ archive: any ObjectStore, key: String) {
        self.archive = archive
        self.key = key
        label = ObjectKey.joining(archive.label, key)
    }

    package func missingRoot(_ context: WorkContext) throws -> StorageError? {
        try opened(since: Self.always, context) == nil ? .noStore(cause: "there is no archive \(label)") : nil
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        guard prefix.isEmpty || ObjectKey.isSafe(prefix) else { throw StorageError.badKey(key: prefix) }
        let listing =
            try opened(since: Self.always, context)?.listing(prefix) ?? Listing(prefixes: [], objects: [])
        let count = listing.prefixes.count + listing.objects.count
        guard count <= most else { throw StorageError.tooLong(key: prefix, bytes: count, limit: most) }
        return listing
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        // A directory that turns out to be that of another archive is read once more.
        let changed = try read(Array(requests.indices), of: requests, isLast: false, context, deliver)
        _ = try read(changed, of: requests, isLast: true, context, deliver)
    }

    private static let always = Deadline(nanoseconds: 0)

    /// Reads some of `requests`; returns those that found another archive than the directory's.
    private func read(
        _ indices: [Int],
        of requests: [ObjectRequest],
        isLast: Bool,
        _ context: WorkContext,
        _ deliver: (Int, ObjectOutcome) throws -> Void
    ) throws -> [Int] {
        guard let since = indices.lazy.map({ requests[$0].moment }).max() else { return [] }
        let contents: ZipContents?
        do {
            contents = try opened(since: since, context)
        } catch let error as StorageError {
            // The archive is at fault, whatever of it was requested.
            for index in indices { try deliver(index, .failed(error)) }
            return []
        }
        var parts: [(index: Int, part: ZipPart)] = []
        for index in indices {
            switch ZipPart.part(of: requests[index], in: contents) {
            case .success(.read(let part)): parts.append((index, part))
            case .success(.known(let outcome)): try deliver(index, outcome)
            case .success(.absent): try deliver(index, .absent)
            case .failure(let error): try deliver(index, .failed(error))
            }
        }
        guard let contents else { return [] }
        try readHeaders(parts.map(\.part).filter { !$0.isWhole }, contents, context)
        var changed: [Int] = []
        func settle(_ index: Int, _ outcome: ObjectOutcome) throws {
            if case .failed(.changed) = outcome, !isLast {
                changed.append(index)
            } else {
                try deliver(index, outcome)
            }
        }
        // A header longer than was guessed leaves data out: the second time its length is known.
        var left = try read(parts, contents, isLast: false, context, settle)
        left = try read(left, contents, isLast: true, context, settle)
        return changed
    }

    /// Reads parts of the archive and delivers what they are; returns those of which too little came.
    private func read(
        _ parts: [(index: Int, part: ZipPart)],
        _ contents: ZipContents,
        isLast: Bool,
        _ context: WorkContext,
        _ deliver: (Int, ObjectOutcome) throws -> Void
    ) throws -> [(index: Int, part: ZipPart)] {
        var short: [(index: Int, part: ZipPart)] = []
        let requests = parts.map { archiveRequest($0.part.range(in: contents), for: $0.part) }
        try archive.read(requests, context: context) { number, outcome in
            let (index, part) = parts[number]
            switch outcome {
            case .absent: try deliver(index, .failed(changed(part.request.key)))
            case .failed(let error): try deliver(index, .failed(error.renamed(part.request.key)))
            case .found(let object) where object.validator != contents.validator:
                try deliver(index, .failed(changed(part.request.key)))
            case .found(let object):
                guard let result = part.outcome(object.bytes, contents) else {
                    guard isLast else { return short.append((index, part)) }
                    return try deliver(index, .failed(Self.damaged(part.request.key)))
                }
                try deliver(index, result)
            }
        }
        return short
    }

    /// Learns where the data of entries begin of which only a range is requested.
    private func readHeaders(_ parts: [ZipPart], _ contents: ZipContents, _ context: WorkContext) throws {
        let unknown = parts.filter { contents.start(of: $0.entry) == nil }
        let requests = unknown.map { archiveRequest(($0.entry.offset, ZipPart.headerBytes), for: $0) }
        try archive.read(requests, context: context) { number, outcome in
            guard case .found(let object) = outcome else { return }
            object.bytes.withBytes { unknown[number].noteStart($0, contents) }
        }
    }

    private func archiveRequest(_ range: (offset: Int, count: Int), for part: ZipPart) -> ObjectRequest {
        // Without what the caller has: that is of the entry, not of the archive.
        part.request.withoutKept().instead(
            key: key,
            range: .bytes(offset: range.offset, count: range.count),
            maxBytes: range.count
        )
    }

    /// Forgets the directory of an archive that is another one now.
    private func changed(_ key: String) -> StorageError {
        known.withLock { $0 = nil }
        return .changed(key: key)
    }

    // MARK: - Opening

    /// The archive's directory as it was at `since` or later; nil when there is no archive.
    private func opened(since: Deadline, _ context: WorkContext) throws -> ZipContents? {
        if let known = known.withLock({ $0 }), known.checkedAt >= since { return known.contents }
        do {
            return try openings.value(for: 0, context: context) {
                let old = known.withLock { $0 }
                if let old, old.checkedAt >= since { return old.contents }
                let startedAt = max(since, .now)
                let isSame = try old.map { try isUnchanged($0.contents, context) } ?? false
                let contents =
                    if isSame, let old { old.contents } else {
                        try ZipOpening(archive: archive, key: key).contents(context)
                    }
                known.withLock { $0 = Known(contents: contents, checkedAt: startedAt) }
                return contents
            }
        } catch ZipAbsence.noArchive {
            known.withLock { $0 = nil }
            return nil
        }
    }

    /// Whether the archive is still the one whose directory this is; false where the store cannot tell.
    private func isUnchanged(_ contents: ZipContents, _ context: WorkContext) throws -> Bool {
        guard let validator = contents.validator else { return false }
        let request = ObjectRequest(key: key, range: .bytes(offset: 0, count: 1), maxBytes: 1)
        switch try archive.read(request.unless(validator), context: context) {
        case .found(let object): return object.isUnchanged
        case .absent: throw ZipAbsence.noArchive
        case .failed: return false
        }
    }

    static func damaged(_ key: String) -> StorageError {
        .damaged(key: key, reason: "the zip archive is damaged")
    }
}
