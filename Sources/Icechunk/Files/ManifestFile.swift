internal import CZstd
internal import ObjectStorage
internal import Zarr

/// A `manifests/ID` object: where chunks of some arrays are, seen in its own bytes.
///
/// Nothing is made for the references in it, of which there may be millions: one is found by halving.
final class ManifestFile: CachedFile {
    private let file: MetadataFile
    private let dictionary: LocationDictionary?

    private enum Slot {
        static let id = 0
        static let arrays = 1
        static let dictionary = 2
        static let compression = 3
    }

    var byteCount: Int { file.payload.count + (dictionary?.byteCount ?? 0) }

    init(_ bytes: UnsafeRawBufferPointer, id: ObjectID, limits: IcechunkLimits) throws(Corruption) {
        let file = try MetadataFile(bytes, .manifest, limits: limits)
        self.file = file
        dictionary = try file.withBuffer { (buffer) throws(Corruption) in
            let root = try buffer.root()
            guard let own = try root.objectID(Slot.id) else { throw .missingField("id") }
            guard own == id else { throw .otherID(found: own.text) }
            try Self.check(try Self.arrays(root))
            let compression: UInt8 = try root.number(Slot.compression, default: 1)
            guard compression == 1, let bytes = try root.byteVector(Slot.dictionary) else { return nil }
            return LocationDictionary(bytes)
        }
    }

    /// The references of one array, or nil if the manifest has none; `body` asks for chunks by their coordinates.
    func withReferences<Result>(
        of node: NodeID,
        _ body: (ManifestReferences?) throws(Corruption) -> Result
    ) throws(Corruption) -> Result {
        try file.withBuffer { (buffer) throws(Corruption) in
            let arrays = try Self.arrays(try buffer.root())
            let found = try arrays.find { (table) throws(Corruption) in
                try Self.node(of: table).compared(to: node)
            }
            guard let found else { return try body(nil) }
            let references = try Self.references(of: found.table)
            return try body(
                ManifestReferences(list: references, payload: file.payload, dictionary: dictionary)
            )
        }
    }

    /// Calls `body` with every reference, and the array and coordinates that it is for.
    func forEachReference(
        _ body: (NodeID, [Int], ChunkReference) throws(Corruption) -> Void
    ) throws(Corruption) {
        try file.withBuffer { (buffer) throws(Corruption) in
            let arrays = try Self.arrays(try buffer.root())
            for index in 0..<arrays.count {
                let table = try arrays.table(index)
                let node = try Self.node(of: table)
                let list = try Self.references(of: table)
                let view = ManifestReferences(list: list, payload: file.payload, dictionary: dictionary)
                for place in 0..<list.count {
                    let reference = try list.table(place)
                    let coordinates = try ManifestReferences.index(of: reference)
                    var chunk: [Int] = []
                    for dimension in 0..<coordinates.count {
                        chunk.append(Int(try coordinates.number(dimension) as UInt32))
                    }
                    try body(node, chunk, try view.reference(reference))
                }
            }
        }
    }

    private static func arrays(_ root: FlatTable) throws(Corruption) -> FlatVector {
        guard let arrays = try root.vector(Slot.arrays, width: 4) else { throw .missingField("arrays") }
        return arrays
    }

    private static func node(of table: FlatTable) throws(Corruption) -> NodeID {
        guard let id = try table.nodeID(0) else { throw .missingField("node_id") }
        return id
    }

    private static func references(of table: FlatTable) throws(Corruption) -> FlatVector {
        guard let references = try table.vector(1, width: 4) else { throw .missingField("refs") }
        return references
    }

    /// Everything that halving relies on.
    ///
    /// Many arrays may point to one list: what is looked at is no more than the bytes can honestly hold.
    private static func check(_ arrays: FlatVector) throws(Corruption) {
        var budget = arrays.buffer.bytes.count / 4 - arrays.count
        var last: NodeID?
        for index in 0..<arrays.count {
            let table = try arrays.table(index)
            let node = try node(of: table)
            if let last, last >= node { throw .notSorted("arrays") }
            last = node
            let list = try references(of: table)
            budget -= list.count
            guard budget >= 0 else { throw .badFlatBuffer("more references than bytes") }
            try checkOrder(of: list)
        }
    }

    private static func checkOrder(of list: FlatVector) throws(Corruption) {
        guard list.count > 0 else { return }
        var last = try ManifestReferences.index(of: try list.table(0))
        for place in 1..<list.count {
            let next = try ManifestReferences.index(of: try list.table(place))
            guard try last.compared(to: next) < 0 else { throw .notSorted("chunk references") }
            last = next
        }
    }
}

/// The references of one array in one manifest.
struct ManifestReferences {
    fileprivate let list: FlatVector
    fileprivate let payload: ObjectBytes
    fileprivate let dictionary: LocationDictionary?

    private enum Slot {
        static let index = 0
        static let inline = 1
        static let offset = 2
        static let length = 3
        static let chunk = 4
        static let location = 5
        static let entityTag = 6
        static let lastModified = 7
        static let compressedLocation = 8
    }

    /// The chunk at some coordinates; nil when it was never written.
    ///
    /// `place`: where it stands if none before it is missing.
    func reference(at chunk: [Int], place: Int) throws(Corruption) -> ChunkReference? {
        guard let table = try table(at: chunk, place: place) else { return nil }
        return try reference(table)
    }

    /// What makes the bytes of a chunk the same as others', without a text being made; nil when it was never written.
    func identity(at chunk: [Int], place: Int, _ seed: ReferenceSeed) throws(Corruption) -> ObjectIdentity? {
        guard let table = try table(at: chunk, place: place) else { return nil }
        switch try content(table) {
        case .native(let id): return seed.native(id, try range(table))
        case .inline(let bytes): return seed.inline(bytes)
        case .location(let bytes):
            return seed.virtual(
                bytes,
                try range(table),
                tag: try table.byteVector(Slot.entityTag),
                try modified(table)
            )
        case .compressedLocation(let compressed):
            guard let dictionary else { throw .noDictionary }
            return try dictionary.withLocation(compressed) { (bytes) throws(Corruption) in
                seed.virtual(
                    bytes,
                    try range(table),
                    tag: try table.byteVector(Slot.entityTag),
                    try modified(table)
                )
            }
        }
    }

    /// Where no chunk is missing, one look is enough; else halving finds it.
    private func table(at chunk: [Int], place: Int) throws(Corruption) -> FlatTable? {
        if place >= 0, place < list.count {
            let table = try list.table(place)
            if try Self.index(of: table).compared(to: chunk) == 0 { return table }
        }
        return try list.find { (table) throws(Corruption) in try Self.index(of: table).compared(to: chunk) }?
            .table
    }

    fileprivate static func index(of table: FlatTable) throws(Corruption) -> FlatVector {
        guard let index = try table.vector(Slot.index, width: 4) else { throw .missingField("index") }
        return index
    }

    /// The bytes that say where a chunk is.
    private enum Content {
        case native(ObjectID)
        case compressedLocation(UnsafeRawBufferPointer)
        case location(UnsafeRawBufferPointer)
        case inline(UnsafeRawBufferPointer)
    }

    /// The kind is told by what is there, in the order in which the library asks.
    private func content(_ table: FlatTable) throws(Corruption) -> Content {
        if let id = try table.objectID(Slot.chunk) { return .native(id) }
        if let compressed = try table.byteVector(Slot.compressedLocation) {
            return .compressedLocation(compressed)
        }
        if let location = try table.byteVector(Slot.location) { return .location(location) }
        guard let bytes = try table.byteVector(Slot.inline) else {
            throw .badChunkReference("neither native, nor virtual, nor inline")
        }
        guard !bytes.isEmpty else { throw .badChunkReference("an inline chunk of no bytes") }
        return .inline(bytes)
    }

    fileprivate func reference(_ table: FlatTable) throws(Corruption) -> ChunkReference {
        switch try content(table) {
        case .native(let id): return .native(id, try range(table))
        case .inline(let bytes): return .inline(payload.part(bytes))
        case .location(let bytes): return .virtual(try virtual(table, location: try FlatTable.text(bytes)))
        case .compressedLocation(let compressed):
            guard let dictionary else { throw .noDictionary }
            let location = try dictionary.withLocation(compressed) { (bytes) throws(Corruption) in
                try FlatTable.text(bytes)
            }
            return .virtual(try virtual(table, location: location))
        }
    }

    private func virtual(_ table: FlatTable, location: String) throws(Corruption) -> VirtualChunk {
        let modified = Int(try modified(table))
        let tag = try table.string(Slot.entityTag)
        return VirtualChunk(
            location: location,
            range: try range(table),
            checksum: tag.map { .entityTag($0) } ?? (modified > 0 ? .unmodifiedSince(modified) : nil)
        )
    }

    /// Seconds since 1970; 0 for none.
    private func modified(_ table: FlatTable) throws(Corruption) -> UInt32 {
        try table.number(Slot.lastModified)
    }

    private func range(_ table: FlatTable) throws(Corruption) -> Range<Int> {
        let offset: UInt64 = try table.number(Slot.offset)
        let length: UInt64 = try table.number(Slot.length)
        let (end, overflows) = offset.addingReportingOverflow(length)
        guard !overflows, let end = Int(exactly: end), let start = Int(exactly: offset) else {
            throw .badChunkReference("offset and length overflow")
        }
        return start..<end
    }
}

extension FlatVector {
    /// Lexicographic, element by element and then by length, as the indices of chunks are ordered.
    fileprivate func compared(to other: FlatVector) throws(Corruption) -> Int {
        for index in 0..<Swift.min(count, other.count) {
            let (own, its): (UInt32, UInt32) = (try number(index), try other.number(index))
            if own != its { return own < its ? -1 : 1 }
        }
        return count - other.count
    }

    fileprivate func compared(to chunk: [Int]) throws(Corruption) -> Int {
        for index in 0..<Swift.min(count, chunk.count) {
            let own = Int(try number(index) as UInt32)
            if own != chunk[index] { return own < chunk[index] ? -1 : 1 }
        }
        return count - chunk.count
    }
}
