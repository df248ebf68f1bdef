internal import Execution
internal import JSON
internal import ObjectStorage

/// Finds out which values an array has without reading any: by the references of a store that knows its objects, else by the
/// validators that a plain store tells of them, in one round of requests for a byte each.
struct FingerprintReading {
    let store: any ObjectStore
    let identifying: (any IdentifyingStore)?
    let reading: ChunkReading

    /// Objects of an array whose references are looked up.
    private static let mostReferences = 1 << 14
    /// Objects of a plain store that are asked for: as many requests as a store over a network answers within a second.
    private static let mostAsked = 512
    /// Longer validators are none: see `ChunkOrigin`.
    private static let mostValidatorBytes = 256

    private var array: ArrayMetadata { reading.naming.array }

    /// Nil where that cannot be told cheaply, or not at all: what is in shards of a plain store, and what has no strong
    /// validator.
    ///
    /// - Throws: `ZarrError` where the request has met another state of a chunk before; `Interruption`.
    func fingerprint() throws -> ArrayFingerprint? {
        guard let form = array.form else { return nil }
        var bytes = form.name
        let grid = array.shards?.shards ?? array.chunkGrid
        let shape = JSONValue.array(array.shape.map { JSONValue($0) })
        for part in [shape.bytes, array.chunkGrid.description.bytes, grid.description.bytes] {
            Self.add(part, to: &bytes)
        }
        let names = try identifying.map { try references(grid, $0) } ?? states(grid)
        guard let names else { return nil }
        for name in names {
            bytes.append(name == nil ? 0 : 1)
            if let name { Self.add(name, to: &bytes) }
        }
        let digest = bytes.withUnsafeBytes { SHA256Digest.digest(of: $0) }
        return ArrayFingerprint(bytes: digest, isFleeting: identifying == nil)
    }

    /// With its length before it.
    private static func add(_ part: [UInt8], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes += $0 }
        bytes += part
    }

    /// What each object is, and at the end what may be referred to; nil where they are too many, or not known.
    private func references(_ grid: ChunkGrid, _ store: any IdentifyingStore) throws -> [[UInt8]?]? {
        guard let objects = Self.objects(of: grid, most: Self.mostReferences) else { return nil }
        var names = [[UInt8]?](repeating: nil, count: objects.count)
        do {
            let scope = try store.references(
                of: objects[...],
                ofArrayAt: array.path,
                context: reading.context
            ) { names[$0] = $1 }
            return scope.map { names + $0.map { Array($0.utf8) } }
        } catch is StorageError {
            // Whoever reads the array learns what is wrong with it.
            return nil
        }
    }

    /// The state of each object of a plain store, and the store; nil where one of them cannot be told.
    private func states(_ grid: ChunkGrid) throws -> [[UInt8]?]? {
        guard array.shards == nil, let objects = Self.objects(of: grid, most: Self.mostAsked) else {
            return nil
        }
        let requests = objects.map { object in
            ObjectRequest(
                key: array.objectKey(of: object),
                range: .bytes(offset: 0, count: 1),
                maxBytes: 1
            ).since(reading.since)
        }
        let moment = reading.moment
        var origins = [ChunkOrigin?](repeating: nil, count: objects.count)
        do {
            try store.read(requests, context: reading.context) { index, outcome in
                origins[index] = origin(reading.judged(outcome), at: moment)
            }
        } catch is StorageError {
            return nil
        }
        var names: [[UInt8]?] = [Array(store.label.utf8), Array(array.path.utf8)]
        for origin in origins {
            guard let origin else { return nil }
            names.append(origin.validator.map { Array($0.utf8) })
        }
        // From here on the request reads these states or fails.
        for (object, origin) in zip(objects, origins) {
            try reading.meet(ChunkItem(index: 0, coordinates: object, identity: .none), origin)
        }
        return names
    }

    /// Nil where equal validators do not mean equal bytes.
    private func origin(_ outcome: ObjectOutcome, at moment: Deadline) -> ChunkOrigin? {
        switch outcome {
        case .absent: return .absence(at: moment)
        case .failed: return nil
        case .found(let object):
            guard let validator = object.validator, validator.utf8.count <= Self.mostValidatorBytes,
                object.hasStrongTag || store is any LocalStore
            else { return nil }
            return object.bytes.withBytes { ChunkOrigin(of: object, bytes: $0, readAt: moment) }
        }
    }

    /// All places of a grid, row by row; nil where they are more than `most`.
    private static func objects(of grid: ChunkGrid, most: Int) -> [ChunkCoordinates]? {
        var places: [[Int]] = [[]]
        for edges in grid.dimensions {
            let (count, overflows) = places.count.multipliedReportingOverflow(by: edges.count)
            guard !overflows, count <= most else { return nil }
            places = places.flatMap { place in (0..<edges.count).map { place + [$0] } }
        }
        return places.map { ChunkCoordinates($0) }
    }
}
