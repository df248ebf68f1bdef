internal import Execution
internal import ObjectStorage
internal import Zarr

/// The files of a repository that never change: from the cache, from others' flights, or from the store.
final class RepositoryFiles: Sendable {
    let store: any ObjectStore
    let limits: IcechunkLimits
    private let cache: ChunkCache
    private let identities: ChunkIdentity.Files
    private let flights = InFlightReads<ChunkIdentity, any CachedFile, IcechunkError>()

    init(store: any ObjectStore, cache: ChunkCache, limits: IcechunkLimits) {
        self.store = store
        self.cache = cache
        self.limits = limits
        identities = ChunkIdentity.Files(of: store.label)
    }

    func snapshot(_ id: ObjectID, context: WorkContext) throws -> SnapshotFile {
        let wanted = self.wanted(id, .snapshot, size: nil)
        let files = try load([wanted], context) { [limits] (bytes, wanted) throws(Corruption) in
            try SnapshotFile(bytes, id: wanted.id, limits: limits)
        }
        guard let file = files.first else { throw IcechunkError.gone(key: wanted.key) }
        return file
    }

    /// The file of one part; quick where it is here.
    func manifest(_ part: ArrayGrid.ManifestPart, context: WorkContext) throws -> ManifestFile {
        let wanted = self.wanted(part.id, .manifest, size: part.size)
        if let file = cache.file(wanted.identity) as? ManifestFile { return file }
        guard let file = try manifests([part], context: context).first else {
            throw IcechunkError.gone(key: wanted.key)
        }
        return file
    }

    /// A snapshot as it is in the store now: expiration of spec 1 writes it again, with another parent.
    func snapshotAnew(_ id: ObjectID, context: WorkContext) throws -> SnapshotFile {
        let wanted = self.wanted(id, .snapshot, size: nil)
        guard let bytes = try read(wanted.key, maxBytes: limits.storedBytes, context: context) else {
            throw IcechunkError.gone(key: wanted.key)
        }
        let file = try located(wanted.key) { () throws(Corruption) in
            try bytes.withBytes { (bytes) throws(Corruption) in
                try SnapshotFile(bytes, id: id, limits: limits)
            }
        }
        cache.insert(file, for: wanted.identity)
        return file
    }

    /// One file for each part, fetched in parallel where they are not here.
    func manifests(_ parts: [ArrayGrid.ManifestPart], context: WorkContext) throws -> [ManifestFile] {
        let wanted = parts.map { self.wanted($0.id, .manifest, size: $0.size) }
        return try load(wanted, context) { [limits] (bytes, wanted) throws(Corruption) in
            try ManifestFile(bytes, id: wanted.id, limits: limits)
        }
    }

    private func wanted(_ id: ObjectID, _ kind: MetadataFile.Kind, size: Int?) -> Wanted {
        let identity = identities.file(id.high, UInt64(id.low) << 8 | UInt64(kind.rawValue))
        return Wanted(id: id, kind: kind, size: size, identity: identity)
    }

    /// Asks the store for a snapshot's first bytes.
    func isThere(_ id: ObjectID, context: WorkContext) throws -> Bool {
        let range = ByteRange.bytes(offset: 0, count: 1)
        let request = ObjectRequest(key: wanted(id, .snapshot, size: nil).key, range: range, maxBytes: 1)
        switch try storing({ try store.read(request, context: context) }) {
        case .absent: return false
        case .failed(let error): throw IcechunkError.storage(error)
        case .found: return true
        }
    }

    /// Reads a file that is not kept; nil when it is absent.
    func read(_ key: String, maxBytes: Int, context: WorkContext) throws -> ObjectBytes? {
        let request = ObjectRequest(key: key, maxBytes: maxBytes)
        switch try storing({ try store.read(request, context: context) }) {
        case .absent: return nil
        case .failed(let error): throw IcechunkError.storage(error)
        case .found(let object): return object.bytes
        }
    }

    private struct Wanted {
        let id: ObjectID
        let kind: MetadataFile.Kind
        /// Bytes that the object must have; nil when nobody knows.
        let size: Int?
        let identity: ChunkIdentity

        var key: String { (kind == .snapshot ? "snapshots/" : "manifests/") + id.text }
    }

    private typealias Parse<File> = (UnsafeRawBufferPointer, Wanted) throws(Corruption) -> File
    private typealias Flight = InFlightReads<ChunkIdentity, any CachedFile, IcechunkError>.Flight
    private typealias Follower = InFlightReads<ChunkIdentity, any CachedFile, IcechunkError>.Follower

    private func load<File: CachedFile>(
        _ wanted: [Wanted],
        _ context: WorkContext,
        _ parse: Parse<File>
    ) throws -> [File] {
        var files = wanted.map { cache.file($0.identity) as? File }
        // Held until the files are here: what another leader leaves under way goes on for its followers.
        var followed: [[(Int, Follower)]] = []
        defer { withExtendedLifetime(followed) {} }
        while true {
            let missing = files.indices.filter { files[$0] == nil }
            guard !missing.isEmpty else { return files.compactMap { $0 } }
            var others: [(Int, Follower)] = []
            var own: [(Int, Flight)] = []
            for (place, part) in zip(missing, flights.join(missing.map { wanted[$0].identity })) {
                switch part {
                case .lead(let flight): own.append((place, flight))
                case .follow(let follower): others.append((place, follower))
                }
            }
            followed.append(others)
            defer { own.forEach { flights.end($0.1, .abandoned) } }
            try fetch(own, wanted, context, parse) { files[$0] = $1 }
            for (place, follower) in others {
                switch try follower.wait(context) {
                case .arrived(let file): files[place] = file as? File
                case .failed(let error): throw error
                case .abandoned: break
                }
            }
        }
    }

    /// Brings what this thread leads, all of it in one batch.
    private func fetch<File: CachedFile>(
        _ own: [(place: Int, flight: Flight)],
        _ wanted: [Wanted],
        _ context: WorkContext,
        _ parse: Parse<File>,
        arrived: (Int, File) -> Void
    ) throws {
        var rest: [(place: Int, flight: Flight)] = []
        for (place, flight) in own {
            // Between the look into the cache and the flight, another leader may have brought it.
            if let file = cache.file(flight.key) as? File {
                flights.end(flight, .arrived(file))
                arrived(place, file)
            } else {
                rest.append((place, flight))
            }
        }
        guard !rest.isEmpty else { return }
        let requests = rest.map { entry in
            let size = wanted[entry.place].size ?? limits.storedBytes
            return ObjectRequest(key: wanted[entry.place].key, maxBytes: min(size, limits.storedBytes))
                .shared(by: [entry.flight])
        }
        try storing {
            try store.read(requests, context: context) { index, outcome in
                let (place, flight) = rest[index]
                do throws(IcechunkError) {
                    let file = try Self.file(outcome, wanted[place], parse)
                    cache.insert(file, for: flight.key)
                    flights.end(flight, .arrived(file))
                    arrived(place, file)
                } catch {
                    // A deadline that has passed is this request's own.
                    flights.end(flight, context.deadline.hasPassed ? .abandoned : .failed(error))
                    throw error
                }
            }
        }
    }

    private static func file<File: CachedFile>(
        _ outcome: ObjectOutcome,
        _ wanted: Wanted,
        _ parse: Parse<File>
    ) throws(IcechunkError) -> File {
        switch outcome {
        case .absent: throw .gone(key: wanted.key)
        case .failed(.tooLong(_, let bytes, _)) where wanted.size != nil:
            throw .corrupt(key: wanted.key, .sizeMismatch(expected: wanted.size ?? 0, found: bytes))
        case .failed(.tooLong(_, _, let limit)): throw .corrupt(key: wanted.key, .tooLarge(limit: limit))
        case .failed(let error): throw .storage(error)
        case .found(let object):
            if let size = wanted.size, object.bytes.count != size {
                throw .corrupt(key: wanted.key, .sizeMismatch(expected: size, found: object.bytes.count))
            }
            return try located(wanted.key) { () throws(Corruption) in
                try object.bytes.withBytes { (bytes) throws(Corruption) in try parse(bytes, wanted) }
            }
        }
    }
}

/// Words what a store throws as an error of the repository.
func storing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as StorageError {
        throw IcechunkError.storage(error)
    }
}
