internal import ObjectStorage

/// A `transactions/ID` object: what a commit changed, by the ids of nodes.
struct TransactionLog {
    /// Chunks of one array that changed: how many, and the box around them.
    struct Chunks {
        let node: NodeID
        let count: Int
        /// From and to, exclusive, along each dimension.
        let box: [Range<Int>]
    }

    private(set) var newGroups: [NodeID] = []
    private(set) var newArrays: [NodeID] = []
    private(set) var deletedGroups: [NodeID] = []
    private(set) var deletedArrays: [NodeID] = []
    private(set) var updatedArrays: [NodeID] = []
    private(set) var updatedGroups: [NodeID] = []
    private(set) var chunks: [Chunks] = []
    private(set) var moves: [CommitChanges.Move] = []

    init(_ bytes: UnsafeRawBufferPointer, id: ObjectID, limits: IcechunkLimits) throws(Corruption) {
        let file = try MetadataFile(bytes, .transactionLog, limits: limits)
        self = try file.withBuffer { (buffer) throws(Corruption) in
            let root = try buffer.root()
            guard let own = try root.objectID(0) else { throw .missingField("id") }
            guard own == id else { throw .otherID(found: own.text) }
            return try TransactionLog(root)
        }
    }

    private init(_ root: FlatTable) throws(Corruption) {
        newGroups = try Self.nodes(root, 1)
        newArrays = try Self.nodes(root, 2)
        deletedGroups = try Self.nodes(root, 3)
        deletedArrays = try Self.nodes(root, 4)
        updatedArrays = try Self.nodes(root, 5)
        updatedGroups = try Self.nodes(root, 6)
        chunks = try Self.chunks(root)
        moves = try Self.moves(root)
    }

    private static func nodes(_ root: FlatTable, _ slot: Int) throws(Corruption) -> [NodeID] {
        guard let list = try root.vector(slot, width: 8) else { return [] }
        var nodes: [NodeID] = []
        for index in 0..<list.count { nodes.append(NodeID(loading: try list.structure(index))) }
        return nodes
    }

    /// Lists may be shared by hostile tables: what is looked at is no more than the bytes can honestly hold.
    private static func chunks(_ root: FlatTable) throws(Corruption) -> [Chunks] {
        guard let arrays = try root.vector(7, width: 4) else { return [] }
        var budget = root.buffer.bytes.count / 4
        var chunks: [Chunks] = []
        for index in 0..<arrays.count {
            let table = try arrays.table(index)
            guard let node = try table.nodeID(0) else { throw .missingField("node_id") }
            guard let list = try table.vector(1, width: 4) else { throw .missingField("chunks") }
            budget -= list.count + 1
            guard budget >= 0 else { throw .badFlatBuffer("more chunks than bytes") }
            if let box = try box(list) { chunks.append(Chunks(node: node, count: list.count, box: box)) }
        }
        return chunks
    }

    private static func box(_ list: FlatVector) throws(Corruption) -> [Range<Int>]? {
        var box: [Range<Int>]?
        for index in 0..<list.count {
            guard let chunk = try list.table(index).vector(0, width: 4) else { throw .missingField("coords") }
            guard chunk.count <= box?.count ?? maxDimensions else {
                throw .badChunkReference("chunks of one array differ in dimensions")
            }
            var coordinates: [Int] = []
            for dimension in 0..<chunk.count {
                coordinates.append(Int(try chunk.number(dimension) as UInt32))
            }
            guard let known = box else {
                box = coordinates.map { $0..<($0 + 1) }
                continue
            }
            guard known.count == coordinates.count else {
                throw .badChunkReference("chunks of one array differ in dimensions")
            }
            box = zip(known, coordinates).map { min($0.lowerBound, $1)..<max($0.upperBound, $1 + 1) }
        }
        return box
    }

    private static let maxDimensions = 64

    private static func moves(_ root: FlatTable) throws(Corruption) -> [CommitChanges.Move] {
        guard let list = try root.vector(8, width: 4) else { return [] }
        var moves: [CommitChanges.Move] = []
        var budget = ByteBudget(root.buffer)
        for index in 0..<list.count {
            let table = try list.table(index)
            guard let from = try table.byteVector(0), let to = try table.byteVector(1) else {
                throw .missingField("path")
            }
            try budget.spend(from.count + to.count + 4)
            let move = CommitChanges.Move(from: try FlatTable.text(from), to: try FlatTable.text(to))
            moves.append(move)
        }
        return moves
    }
}
