package import Execution
internal import JSON
package import ObjectStorage
internal import Synchronization
package import Zarr

/// One snapshot of a repository as a Zarr store: documents from the snapshot, chunks from wherever it refers to.
///
/// Immutable: the same store always gives the same bytes. Opening a hierarchy asks nothing beyond the snapshot.
package final class IcechunkStore: ListableStore, IdentifyingStore {
    package let label: String
    package let snapshot: ObjectID
    /// Microseconds since 1970.
    package var flushedAt: Int64 { file.flushedAt }

    private let repository: IcechunkRepository
    private let file: SnapshotFile
    private let locations: ChunkLocations
    private let seed: ReferenceSeed
    private let grids = Mutex<[ExactText: ArrayGrid]>([:])

    /// What a snapshot without a root has in its place.
    private static let emptyRoot = Array(#"{"zarr_format":3,"node_type":"group","attributes":{}}"#.utf8)

    init(_ repository: IcechunkRepository, file: SnapshotFile, locations: ChunkLocations) {
        self.repository = repository
        self.file = file
        self.locations = locations
        snapshot = file.id
        label = "\(repository.store.label)@\(file.id.text)"
        seed = ReferenceSeed(scope: [repository.store.label] + locations.scope)
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try context.check()
        do {
            let names = try located(fileKey) { () throws(Corruption) in
                try file.children(of: "/\(prefix)")
            }
            guard names.count <= most else {
                throw StorageError.tooLong(key: prefix, bytes: names.count, limit: most)
            }
            return Listing(prefixes: names.sorted().map(\.text), objects: [])
        } catch let error as IcechunkError {
            throw StorageError(error, key: prefix)
        }
    }

    package func identities(
        of objects: ArraySlice<ChunkCoordinates>,
        ofArrayAt path: String,
        context: WorkContext,
        found: (Int, ObjectIdentity?) -> Void
    ) throws {
        do {
            let lookup = ChunkLookup(files: repository.files, grid: try grid(at: path), context: context)
            try lookup.run(objects) { (number, place, references) throws(Corruption) in
                found(number, try references?.identity(at: objects[number].indices, place: place, seed))
            }
        } catch let error as IcechunkError {
            throw StorageError(error, key: path)
        }
    }

    package func references(
        of objects: ArraySlice<ChunkCoordinates>,
        ofArrayAt path: String,
        context: WorkContext,
        found: (Int, [UInt8]?) -> Void
    ) throws -> [String]? {
        var areKnown = true
        do {
            let lookup = ChunkLookup(files: repository.files, grid: try grid(at: path), context: context)
            try lookup.run(objects) { (number, place, references) throws(Corruption) in
                let reference = try references?.reference(at: objects[number].indices, place: place)
                areKnown = areKnown && reference?.isKnown ?? true
                found(number, reference?.name)
            }
        } catch let error as IcechunkError {
            throw StorageError(error, key: path)
        }
        return areKnown ? [repository.store.label] + locations.scope : nil
    }

    package var isDistant: Bool { !(repository.store is any LocalStore) }

    /// Manifests of an array that are read ahead, none of which takes much longer than its round trip.
    private static let maxAhead = 4
    private static let maxBytesAhead = 256 << 10

    package func prepare(arrayAt path: String, context: WorkContext) throws {
        do {
            let small = try grid(at: path).manifests.filter { $0.size <= Self.maxBytesAhead }
            _ = try repository.files.manifests(Array(small.prefix(Self.maxAhead)), context: context)
        } catch let error as IcechunkError {
            throw StorageError(error, key: path)
        }
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        var chunks: [String: [PendingChunk]] = [:]
        for (number, request) in requests.enumerated() {
            switch key(request.key) {
            case .success(.chunk(let path, let indices)):
                chunks[path, default: []].append(
                    PendingChunk(number: number, request: request, indices: indices)
                )
            case .success(.document(let path)): try deliver(number, document(path, request))
            case .success(.nothing): try deliver(number, .absent)
            case .failure(let error): try deliver(number, .failed(StorageError(error, key: request.key)))
            }
        }
        guard !chunks.isEmpty else { return }
        var reading = ReferencedReading(repository.store, locations, context)
        for (path, pending) in chunks {
            try context.check()
            try locate(pending, ofArrayAt: path, &reading, context)
        }
        try reading.run(deliver: deliver)
    }

    /// Finds the references of some chunks of one array.
    private func locate(
        _ pending: [PendingChunk],
        ofArrayAt path: String,
        _ reading: inout ReferencedReading,
        _ context: WorkContext
    ) throws {
        var found: [(PendingChunk, ChunkReference?)] = []
        do {
            let grid = try grid(at: String(path.dropFirst()))
            let isScalar = grid.chunkCounts.isEmpty
            let places = pending.map { ChunkCoordinates(isScalar && $0.indices == [0] ? [] : $0.indices) }
            let lookup = ChunkLookup(files: repository.files, grid: grid, context: context)
            try lookup.run(places[...]) { (number, place, references) throws(Corruption) in
                let reference = try references?.reference(at: places[number].indices, place: place)
                found.append((pending[number], reference))
            }
        } catch let error as IcechunkError {
            for chunk in pending { reading.fail(chunk, error) }
            return
        }
        for (chunk, reference) in found { reading.add(chunk, reference) }
    }

    private func key(_ key: String) -> Result<StoreKey, IcechunkError> {
        Result { () throws(IcechunkError) in
            try StoreKey(key) { (path) throws(IcechunkError) in
                if grids.withLock({ $0[ExactText(String(path.dropFirst()))] != nil }) { return true }
                return try located(fileKey) { () throws(Corruption) in try file.node(at: path) }?.isArray
                    == true
            }
        }
    }

    private func document(_ path: String, _ request: ObjectRequest) -> ObjectOutcome {
        do throws(IcechunkError) {
            let node = try located(fileKey) { () throws(Corruption) in try file.node(at: path) }
            let bytes: ObjectBytes
            if let node {
                bytes = node.document
            } else {
                guard path == "/" else { return .absent }
                bytes = ObjectBytes(Self.emptyRoot)
            }
            return bytes.answering(request)
        } catch {
            return .failed(StorageError(error, key: request.key))
        }
    }

    /// How an array's chunks are found, worked out once; `name` is its path without the slash in front.
    func grid(at name: String) throws(IcechunkError) -> ArrayGrid {
        if let grid = grids.withLock({ $0[ExactText(name)] }) { return grid }
        let path = "/" + name
        let grid = try located(fileKey) { () throws(Corruption) -> ArrayGrid? in
            guard let node = try file.node(at: path), node.isArray else { return nil }
            let grid = try file.grid(of: node)
            guard node.documentedShape == grid.shape else { throw .badShape(path: path) }
            return grid
        }
        guard let grid else { throw .notAnArray(path: path) }
        grids.withLock { $0[ExactText(name)] = grid }
        return grid
    }

    private var fileKey: String { "snapshots/\(snapshot.text)" }
}

extension IcechunkRepository {
    /// A snapshot as a store; one request where it is not in the cache.
    ///
    /// `state` names the containers that virtual locations may be written with.
    /// - Throws: `IcechunkError.gone` when it is not there; other `IcechunkError`s; `Interruption`.
    package func store(at snapshot: ObjectID, in state: RepositoryState, context: WorkContext) throws
        -> IcechunkStore
    {
        let locations = ChunkLocations(virtual, containers: state.containers)
        return IcechunkStore(self, file: try files.snapshot(snapshot, context: context), locations: locations)
    }
}

extension SnapshotNode {
    /// The shape that the `zarr.json` tells; empty when it tells none.
    var documentedShape: [Int] {
        let document = try? document.withBytes { try JSONParser.parse($0) }
        let lengths = document?["shape"]?.arrayValue ?? []
        return lengths.map { $0.integerValue.flatMap(Int.init(exactly:)) ?? -1 }
    }
}

extension StorageError {
    /// What an error of the repository is to those who read a store: `key` is what they asked for.
    package init(_ error: IcechunkError, key: String) {
        switch error {
        case .storage(let error): self = error
        case .gone(let key): self = .gone(key: key)
        case .corrupt(let key, let corruption): self = .damaged(key: key, reason: corruption.description)
        default: self = .damaged(key: key, reason: error.description)
        }
    }
}
