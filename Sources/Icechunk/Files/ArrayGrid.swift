/// An array of a snapshot as its chunks are found: how many there are, and which manifests know them.
final class ArrayGrid: Sendable {
    let path: String
    let node: NodeID
    /// Chunks along each dimension; empty for a scalar.
    let chunkCounts: [Int]
    /// Length along each dimension.
    let shape: [Int]
    let manifests: [ManifestPart]
    /// The boxes of chunks that the manifests know, one behind the other: `from, to` of each dimension.
    private let extents: [UInt32]

    /// More dimensions than any library of arrays has.
    private static let maxDimensions = 64

    /// A manifest that knows chunks of the array.
    struct ManifestPart: Sendable {
        let id: ObjectID
        /// Bytes of the object.
        let size: Int
    }

    /// `sizes`: bytes of each manifest of the snapshot.
    init(_ table: FlatTable, _ node: SnapshotNode, sizes: [ObjectID: Int]) throws(Corruption) {
        path = node.path
        self.node = node.id
        let data = try SnapshotNode.data(of: table)
        (shape, chunkCounts) = try Self.grid(data, path: node.path)
        guard shape.count <= Self.maxDimensions else { throw .badShape(path: node.path) }
        guard let list = try data.vector(2, width: 4) else { throw .missingField("manifests") }
        var (manifests, extents) = ([ManifestPart](), [UInt32]())
        var budget = ByteBudget(table.buffer)
        for index in 0..<list.count {
            let entry = try list.table(index)
            guard let id = try entry.objectID(0) else { throw .missingField("object_id") }
            guard let size = sizes[id] else { throw .manifestNotListed(id.text) }
            try budget.spend(24 + 8 * shape.count)
            manifests.append(ManifestPart(id: id, size: size))
            try Self.add(entry, to: &extents, rank: shape.count, node.path)
        }
        (self.manifests, self.extents) = (manifests, extents)
    }

    /// Place in `manifests` of the one whose box holds a chunk; nil where no chunk was written.
    ///
    /// `hint`: looked at first, unless it is negative.
    func manifest(of chunk: [Int], hint: Int) -> Int? {
        extents.withUnsafeBufferPointer { extents in
            if hint >= 0, Self.contains(extents, hint, chunk) { return hint }
            return manifests.indices.first { Self.contains(extents, $0, chunk) }
        }
    }

    /// Place of a chunk in its manifest if every chunk of the manifest's box was written; later than its true place
    /// if some were not.
    func place(of chunk: [Int], in manifest: Int) -> Int {
        let start = manifest * chunk.count * 2
        var place = 0
        for dimension in chunk.indices {
            let (lower, upper) = (
                Int(extents[start + 2 * dimension]), Int(extents[start + 2 * dimension + 1])
            )
            place = place &* (upper - lower) &+ (chunk[dimension] - lower)
        }
        return place
    }

    /// True for coordinates at which a chunk can be.
    func contains(_ chunk: [Int]) -> Bool {
        for dimension in chunk.indices {
            guard chunk[dimension] >= 0, chunk[dimension] < max(chunkCounts[dimension], 1) else {
                return false
            }
        }
        return true
    }

    private static func contains(
        _ extents: UnsafeBufferPointer<UInt32>,
        _ manifest: Int,
        _ chunk: [Int]
    ) -> Bool {
        let start = manifest * chunk.count * 2
        for dimension in chunk.indices {
            let (lower, upper) = (extents[start + 2 * dimension], extents[start + 2 * dimension + 1])
            guard chunk[dimension] >= Int(lower), chunk[dimension] < Int(upper) else { return false }
        }
        return true
    }

    private static func add(
        _ manifest: FlatTable,
        to extents: inout [UInt32],
        rank: Int,
        _ path: String
    ) throws(Corruption) {
        guard let list = try manifest.vector(1, width: 8) else { throw .missingField("extents") }
        guard list.count == rank else { throw .badExtents(path: path) }
        for index in 0..<list.count {
            extents.append(try list.buffer.load(UInt32.self, at: list.place(index)))
            extents.append(try list.buffer.load(UInt32.self, at: list.place(index) + 4))
        }
    }

    /// The shape as spec 2 has it if that is there, however short, else as spec 1 has it.
    private static func grid(_ data: FlatTable, path: String) throws(Corruption) -> (
        shape: [Int], counts: [Int]
    ) {
        var (shape, counts) = ([Int](), [Int]())
        if let dimensions = try data.vector(3, width: 4) {
            for index in 0..<dimensions.count {
                let dimension = try dimensions.table(index)
                shape.append(Int(clamping: try dimension.number(0) as UInt64))
                counts.append(Int(try dimension.number(1) as UInt32))
            }
            return (shape, counts)
        }
        guard let dimensions = try data.vector(0, width: 16) else { throw .missingField("shape") }
        for index in 0..<dimensions.count {
            let length = try dimensions.buffer.load(UInt64.self, at: dimensions.place(index))
            let edge = try dimensions.buffer.load(UInt64.self, at: dimensions.place(index) + 8)
            guard edge != 0 || length == 0 else { throw .badShape(path: path) }
            shape.append(Int(clamping: length))
            counts.append(length == 0 ? 0 : Int(clamping: (length - 1) / edge + 1))
        }
        return (shape, counts)
    }
}

/// The list of a snapshot's manifests with the bytes of each, in either form.
enum ManifestSizes {
    static func read(_ root: FlatTable) throws(Corruption) -> [ObjectID: Int] {
        var sizes: [ObjectID: Int] = [:]
        if let tables = try root.vector(SnapshotFile.Slot.manifestTables, width: 4) {
            for index in 0..<tables.count {
                let table = try tables.table(index)
                guard let id = try table.objectID(0) else { throw .missingField("id of a manifest") }
                sizes[id] = Int(clamping: try table.number(1) as UInt64)
            }
            return sizes
        }
        guard let structures = try root.vector(SnapshotFile.Slot.manifests, width: 32) else {
            throw .missingField("manifest_files")
        }
        for index in 0..<structures.count {
            let pointer = try structures.structure(index)
            let size = pointer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            sizes[ObjectID(loading: pointer)] = Int(clamping: UInt64(littleEndian: size))
        }
        return sizes
    }
}
