package import Execution
internal import JSON

/// A file of references as a store: documents from the file, chunks from the objects that it refers to.
///
/// It leads only where `VirtualStores` allows. The file is read once; another state of it is another store.
package struct ReferenceStore: ListableStore, FrozenStore {
    package let label: String
    package var state: String { file.digest }
    private let file: ReferenceFile
    private let virtual: VirtualStores

    /// Names of files of references, with those of compressed ones.
    private static let endings = [".json", ".json.zst", ".json.gz"]

    /// Nil for a location that is no reference file by its name, which ends in `.json`, `.json.zst` or `.json.gz`.
    ///
    /// `maxBytes`: of the file; nil for the usual limit.
    /// - Throws: `StoreLocationError`; `StorageError.damaged` when the file is none, or has what is refused;
    ///   `Interruption`.
    package static func open(
        _ location: String,
        profiles: StorageProfiles,
        virtual: VirtualStores,
        engine: TransferEngine,
        maxBytes: Int? = nil,
        context: WorkContext
    ) throws -> ReferenceStore? {
        let path = location.prefix { $0 != "?" }
        let isParquet = [".parq", ".parquet"].contains { path.lowercased().hasSuffix($0) }
        guard !isParquet else {
            throw StorageError.damaged(
                key: String(path.split(separator: "/").last ?? ""),
                reason: "references in Parquet are not read: write them as JSON, or as an Icechunk repository"
            )
        }
        guard endings.contains(where: { path.lowercased().hasSuffix($0) }) else { return nil }
        let query = location[path.endIndex...]
        // Without a slash it is a file where the process stands.
        var (root, name) = (".", String(path))
        if let slash = path.lastIndex(of: "/") {
            (root, name) = (
                path[..<slash].isEmpty ? "/" : String(path[..<slash]), String(path[slash...].dropFirst())
            )
        }
        let profile = profiles.profile(for: location)
        let folder = try StoreOpener.open(
            root + query,
            profile: profile,
            environment: .process,
            engine: engine
        )
        let request = ObjectRequest(key: name, maxBytes: maxBytes ?? ReferenceFile.maxBytes)
        switch try folder.read(request, context: context) {
        case .absent: throw StorageError.gone(key: name)
        case .failed(.tooLong(_, let bytes, let limit)):
            throw tooLong(name, bytes, limit)
        case .failed(let error): throw error
        case .found(let object):
            let bytes = try unpacked(object.bytes, name, limit: maxBytes ?? ReferenceFile.maxBytes)
            return try ReferenceStore(bytes, label: "\(folder.label)/\(name)", virtual)
        }
    }

    private static func unpacked(
        _ file: ObjectBytes,
        _ name: String,
        limit: Int
    ) throws(StorageError) -> ObjectBytes {
        do throws(PackedFile.Fault) {
            return try PackedFile.unpacked(file, limit: limit)
        } catch {
            switch error {
            case .damaged(let reason): throw .damaged(key: name, reason: reason)
            case .tooLarge(let limit): throw tooLong(name, limit, limit)
            }
        }
    }

    private static func tooLong(_ name: String, _ bytes: Int, _ limit: Int) -> StorageError {
        let reason =
            "a file of references of \(bytes) bytes or more, \(limit) are read: write it as an Icechunk repository"
        return .damaged(key: name, reason: reason)
    }

    /// The store of a file whose content is at hand.
    ///
    /// - Throws: `damaged`.
    package init(_ bytes: ObjectBytes, label: String, _ virtual: VirtualStores) throws(StorageError) {
        let result = bytes.withBytes { bytes in
            Result { () throws(ReferenceFile.Fault) in try ReferenceFile(bytes) }
        }
        switch result {
        case .success(let file): self.file = file
        case .failure(let fault): throw .damaged(key: label, reason: fault.reason)
        }
        self.label = "\(label)#\(file.digest)"
        self.virtual = virtual
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try context.check()
        var names = LevelListing(prefix: prefix.isEmpty ? "" : "\(prefix)/")
        var (keys, prefixes): ([String], Set<ExactText>) = ([], [])
        let start = Array(names.prefix.utf8)
        for (number, key) in file.references.keys.lazy.map(\.text).enumerated() {
            // A file may have a million keys, and is looked through for every group.
            if number & 0xFFFF == 0xFFFF { try context.check() }
            guard key.utf8.starts(with: start) else { continue }
            let rest = key.utf8.dropFirst(start.count)
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
                keys.append(key)
                guard keys.count <= most else {
                    throw StorageError.tooLong(key: prefix, bytes: keys.count, limit: most)
                }
                continue
            }
            if prefixes.insert(ExactText(String(key[...slash]))).inserted, prefixes.count + keys.count > most
            {
                throw StorageError.tooLong(key: prefix, bytes: prefixes.count + keys.count, limit: most)
            }
        }
        try names.add(keys: keys, prefixes: prefixes.map(\.text), most: most, shown: prefix)
        return names.listing
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        var batches: [String: Batch] = [:]
        for (index, request) in requests.enumerated() {
            switch file.references[ExactText(request.key)] {
            case nil: try deliver(index, .absent)
            case .inline(let bytes): try deliver(index, answer(bytes, request))
            case .object(let number, let part):
                do throws(VirtualLocationError) {
                    let target = try virtual.target(of: file.addresses[number], spelling: .literal)
                    batches[target.store.label, default: Batch(store: target.store)].add(
                        index,
                        request,
                        target.key,
                        part
                    )
                } catch {
                    context.measurements.note("virtual", error.description)
                    try deliver(index, .failed(Self.failure(error, request.key)))
                }
            }
        }
        let all = Array(batches.values)
        for batch in all { try batch.refuse(deliver) }
        let parts = all.map { JointReading.Part(store: $0.store, requests: $0.requests) }
        try JointReading.read(parts, context: context) { number, request, outcome in
            try all[number].deliver(outcome, of: request, to: deliver)
        }
    }

    private static func failure(_ error: VirtualLocationError, _ key: String) -> StorageError {
        switch error {
        case .notAllowed, .unusable: .forbidden(key: key, cause: error.description)
        case .malformed, .noPrefix: .damaged(key: key, reason: "its reference is no address")
        }
    }

    private func answer(_ bytes: ObjectBytes, _ request: ObjectRequest) -> ObjectOutcome {
        let validator = "inline-\(file.digest)"
        if let unchanged = request.unchanged(validator) { return unchanged }
        let part = request.range.resolved(length: bytes.count)
        guard part.count <= request.maxBytes else {
            return .failed(.tooLong(key: request.key, bytes: part.count, limit: request.maxBytes))
        }
        return .found(StoredObject(bytes: bytes.slice(part), objectLength: bytes.count, validator: validator))
    }

    /// Reads of one store, with what each is for.
    private struct Batch {
        let store: any ObjectStore
        private var wanted: [(index: Int, key: String, length: Int?)] = []
        private(set) var requests: [ObjectRequest] = []
        private var refused: [(index: Int, error: StorageError)] = []

        init(store: any ObjectStore) { self.store = store }

        mutating func add(_ index: Int, _ request: ObjectRequest, _ key: String, _ part: Range<Int>?) {
            guard let part else {
                wanted.append((index, request.key, nil))
                requests.append(request.instead(key: key, range: request.range, maxBytes: request.maxBytes))
                return
            }
            let inner = request.range.resolved(length: part.count)
            guard inner.count <= request.maxBytes else {
                let limit = request.maxBytes
                refused.append((index, .tooLong(key: request.key, bytes: inner.count, limit: limit)))
                return
            }
            wanted.append((index, request.key, part.count))
            let range = ByteRange.bytes(offset: part.lowerBound + inner.lowerBound, count: inner.count)
            requests.append(request.instead(key: key, range: range, maxBytes: inner.count))
        }

        /// Answers what needs no request.
        func refuse(_ deliver: (Int, ObjectOutcome) throws -> Void) throws {
            for (index, error) in refused { try deliver(index, .failed(error)) }
        }

        func deliver(
            _ outcome: ObjectOutcome,
            of number: Int,
            to deliver: (Int, ObjectOutcome) throws -> Void
        ) throws {
            try deliver(wanted[number].index, checked(outcome, number))
        }

        /// What is referred to must be there, and have all the bytes.
        private func checked(_ outcome: ObjectOutcome, _ number: Int) -> ObjectOutcome {
            let (_, key, length) = wanted[number]
            switch outcome {
            case .absent: return .failed(.gone(key: key))
            case .failed(let error): return .failed(error.renamed(key))
            case .found(let object):
                guard let length, !object.isUnchanged else { return outcome }
                guard case .bytes(_, let count) = requests[number].range, object.bytes.count == count else {
                    let expected = requests[number].maxBytes
                    return .failed(.wrongLength(key: key, expected: expected, received: object.bytes.count))
                }
                return .found(
                    StoredObject(bytes: object.bytes, objectLength: length, validator: object.validator)
                )
            }
        }
    }
}
