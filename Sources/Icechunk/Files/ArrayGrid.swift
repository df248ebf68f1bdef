/// An array of a snapshot as its chunks are found: how many there are, and which manifests know them.
final class ArrayGrid: Sendable {
    let path: String
    let node: NodeID
    /// Chunks along each dimension; empty for a scalar.
    let chunkCounts: [Int]
    /// Length along each dimension.
    let shape: [Int]
    let manifests: [ManifestPart]

    /// A manifest with the box of chunks that it knows.
    struct ManifestPart: Sendable {
        let id: ObjectID
        /// Bytes of the object.
        let size: Int
        /// Lower and upper bounds, dimension by dimension: `from0, to0, from1, to1, …`.
        fileprivate let extents: [UInt32]
    }

    init(_ table: FlatTable, _ node: SnapshotNode, sizes: ManifestSizes) throws(Corruption) {
        path = node.path
        self.node = node.id
        let data = try SnapshotNode.data(of: table)
        (shape, chunkCounts) = try Self.grid(data, path: node.path)
        guard let list = try data.vector(2, width: 4) else { throw .missingField("manifests") }
        var manifests: [ManifestPart] = []
        for index in 0..<list.count {
            manifests.append(try Self.part(try list.table(index), node.path, shape.count, sizes))
        }
        self.manifests = manifests
    }

    /// Place in `manifests` of the one whose box holds a chunk; nil where no chunk was written.
    ///
    /// `hint`: looked at first.
    func manifest(of chunk: [Int], hint: Int?) -> Int? {
        if let hint, manifests.indices.contains(hint), Self.contains(manifests[hint].extents, chunk) {
            return hint
        }
        return manifests.firstIndex { Self.contains($0.extents, chunk) }
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

    private static func contains(_ extents: [UInt32], _ chunk: [Int]) -> Bool {
        for dimension in chunk.indices {
            guard chunk[dimension] >= Int(extents[2 * dimension]),
                chunk[dimension] < Int(extents[2 * dimension + 1])
            else { return false }
        }
        return true
    }

    private static func part(
        _ table: FlatTable,
        _ path: String,
        _ rank: Int,
        _ sizes: ManifestSizes
    ) throws(Corruption) -> ManifestPart {
        guard let id = try table.objectID(0) else { throw .missingField("object_id") }
        guard let list = try table.vector(1, width: 8) else { throw .missingField("extents") }
        guard list.count == rank else { throw .badExtents(path: path) }
        guard let size = try sizes.size(of: id) else { throw .manifestNotListed(id.text) }
        var extents: [UInt32] = []
        for index in 0..<list.count {
            extents.append(try list.buffer.load(UInt32.self, at: list.place(index)))
            extents.append(try list.buffer.load(UInt32.self, at: list.place(index) + 4))
        }
        return ManifestPart(id: id, size: size, extents: extents)
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

/// The list of a snapshot's manifests with their sizes, in either form.
struct ManifestSizes {
    private let tables: FlatVector?
    private let structures: FlatVector?

    init(_ root: FlatTable) throws(Corruption) {
        tables = try root.vector(SnapshotFile.Slot.manifestTables, width: 4)
        structures = try root.vector(SnapshotFile.Slot.manifests, width: 32)
        guard tables != nil || structures != nil else { throw .missingField("manifest_files") }
    }

    /// Bytes of the manifest's object; nil when it is not listed.
    ///
    /// The list is in no promised order.
    func size(of id: ObjectID) throws(Corruption) -> Int? {
        if let tables {
            for index in 0..<tables.count {
                let table = try tables.table(index)
                guard try table.objectID(0) == id else { continue }
                return Int(clamping: try table.number(1) as UInt64)
            }
            return nil
        }
        guard let structures else { return nil }
        for index in 0..<structures.count {
            let pointer = try structures.structure(index)
            guard ObjectID(loading: pointer) == id else { continue }
            return Int(
                clamping: UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            )
        }
        return nil
    }
}
