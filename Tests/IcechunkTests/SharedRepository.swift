import Execution
import Icechunk
import JSON
import ObjectStorage
import Synchronization
import TestSupport
import Zarr

/// A published repository with what another implementation read from it.
final class SharedRepository: Sendable {
    let folder: TemporaryFolder
    let expected: JSONObject
    let root: String

    /// One of the archives of repositories, unpacked once for all tests: they only read it.
    static func named(_ name: String) throws -> SharedRepository {
        try known.withLock { known in
            if let repository = known[name] { return repository }
            let repository = try SharedRepository(name)
            known[name] = repository
            return repository
        }
    }

    private static let known = Mutex<[String: SharedRepository]>([:])

    private init(_ name: String) throws {
        let data = "\(SharedData.path ?? "")/data/icechunk/\(name)"
        folder = Self.unpacked("\(data).tar.gz").removedWithProcess()
        expected = try JSONText.file("\(data).expected.json")?.objectValue ?? JSONObject()
        root = "\(folder.path)/\(name)"
    }

    static func unpacked(_ archive: String) -> TemporaryFolder {
        let folder = TemporaryFolder()
        _ = Command.run(["tar", "xzf", archive, "-C", folder.path])
        return folder
    }

    /// The repository in a folder that has its objects below `repo` and others' beside it.
    ///
    /// `urls`: which prefix of locations is which folder beside it.
    static func repository(
        _ root: String,
        urls: JSONObject,
        store: (any ObjectStore)? = nil,
        limits: IcechunkLimits = IcechunkLimits()
    ) throws -> IcechunkRepository {
        let places = urls.entries.map { entry in
            VirtualLocations.Place(prefix: entry.key, at: "\(root)/\(entry.value.stringValue ?? "")")
        }
        return IcechunkRepository(
            store: store ?? FileStore(root: "\(root)/repo"),
            cache: ChunkCache(limit: 64 << 20, ledger: MemoryLedger(budget: 64 << 20)),
            virtual: VirtualStores(try VirtualLocations(places), engine: engine),
            limits: limits
        )
    }

    private static let engine = TransferEngine()

    func repository() throws -> IcechunkRepository {
        try Self.repository(root, urls: expected["virtual_url_map"]?.objectValue ?? JSONObject())
    }
}

extension IcechunkStore {
    /// Every path that has a document, below a path and itself, with the document's bytes.
    func documents(below path: String = "", context: WorkContext) throws -> [String: [UInt8]] {
        var documents: [String: [UInt8]] = [:]
        let request = ObjectRequest(key: ObjectKey.joining(path, "zarr.json"), maxBytes: 1 << 20)
        switch try read(request, context: context) {
        case .absent: break
        case .found(let object): documents["/" + path] = object.bytes.withBytes { Array($0) }
        case .failed(let error): throw error
        }
        for name in try list(path, most: 1000, context: context).prefixes {
            let below = try self.documents(below: ObjectKey.joining(path, name), context: context)
            documents.merge(below) { first, _ in first }
        }
        return documents
    }

    /// A chunk's encoded bytes; nil when it was never written.
    func chunk(_ path: String, _ coordinates: String, context: WorkContext) throws -> [UInt8]? {
        let name = coordinates == "-" ? "c" : "c/\(coordinates)"
        let key = ObjectKey.joining(String(path.dropFirst()), name)
        switch try read(ObjectRequest(key: key, maxBytes: 1 << 24), context: context) {
        case .absent: return nil
        case .found(let object): return object.bytes.withBytes { Array($0) }
        case .failed(let error): throw error
        }
    }
}

extension IcechunkError {
    /// The word that the reference reader has for it.
    var word: String {
        switch self {
        case .noRepository: "no-repository"
        case .noReference: "ref-not-found"
        case .noSnapshot: "snapshot-not-found"
        case .noNode: "node-not-found"
        case .beforeHistory: "as-of-too-early"
        case .malformedReference: "bad-ref-name"
        case .wrongCoordinates: "bad-coords"
        case .notAnArray: "not-an-array"
        case .cannotListReferences: "cannot-list"
        case .corrupt(_, let corruption): corruption.word
        case .gone(let key): "\(key.prefix { $0 != "/" }.dropLast())-not-found"
        case .tooMany: "too-many"
        case .storage: "storage"
        }
    }
}

extension Corruption {
    var word: String {
        switch self {
        case .shortHeader: "short-header"
        case .badMagic: "bad-magic"
        case .unsupportedVersion: "unsupported-version"
        case .wrongFileType: "wrong-file-type"
        case .badCompression: "bad-compression"
        case .badZstandard: "bad-zstd"
        case .tooLarge: "too-large"
        case .badFlatBuffer: "bad-flatbuffer"
        case .missingField: "missing-field"
        case .badReference: "bad-ref"
        case .badID: "bad-id"
        case .badAncestry: "bad-ancestry"
        case .notSorted: "not-sorted"
        case .otherID: "id-mismatch"
        case .badNodeType: "bad-node-type"
        case .badPath: "bad-path"
        case .badShape: "bad-shape"
        case .badExtents: "bad-extents"
        case .manifestNotListed: "manifest-not-listed"
        case .sizeMismatch: "size-mismatch"
        case .badChunkReference: "bad-chunk-ref"
        case .noDictionary: "no-dictionary"
        case .badValue: "bad-metadata"
        }
    }
}
