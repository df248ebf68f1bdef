internal import JSON
internal import ObjectStorage
internal import Synchronization
internal import Zarr

/// A `snapshots/ID` object: every node of one version, seen in its own bytes.
///
/// What holds for all nodes (order, paths, kinds) is checked once, when it is made; the rest when a node is asked for.
final class SnapshotFile: CachedFile {
    let id: ObjectID
    /// Spec 1 only: spec 2 keeps parents in `repo`.
    let parent: ObjectID?
    /// Microseconds since 1970.
    let flushedAt: Int64
    let message: String
    let nodeCount: Int
    private let file: MetadataFile
    private let sizes = Mutex<[ObjectID: Int]?>(nil)

    enum Slot {
        static let id = 0
        static let parent = 1
        static let nodes = 2
        static let flushedAt = 3
        static let message = 4
        static let metadata = 5
        static let manifests = 6
        static let manifestTables = 7
    }

    var byteCount: Int { file.payload.count }

    init(_ bytes: UnsafeRawBufferPointer, id: ObjectID, limits: IcechunkLimits) throws(Corruption) {
        self.id = id
        let file = try MetadataFile(bytes, .snapshot, limits: limits)
        self.file = file
        (parent, flushedAt, message, nodeCount) = try file.withBuffer { (buffer) throws(Corruption) in
            let root = try buffer.root()
            guard let own = try root.objectID(Slot.id) else { throw .missingField("id") }
            guard own == id else { throw .otherID(found: own.text) }
            guard let message = try root.string(Slot.message) else { throw .missingField("message") }
            let nodes = try Self.nodes(root)
            try Self.check(nodes)
            let flushedAt = Int64(clamping: try root.number(Slot.flushedAt) as UInt64)
            return (try root.objectID(Slot.parent), flushedAt, message, nodes.count)
        }
    }

    func metadata() throws(Corruption) -> JSONObject {
        try withRoot { (root) throws(Corruption) in
            try MetadataItems.read(root, slot: Slot.metadata, file.version == 1 ? .messagePack : .flexBuffer)
        }
    }

    /// The node at a path with its slash in front; nil when there is none.
    func node(at path: String) throws(Corruption) -> SnapshotNode? {
        try withBytes(of: path) { (wanted) throws(Corruption) in
            try withRoot { (root) throws(Corruption) in
                let found = try Self.nodes(root).find { (table) throws(Corruption) in
                    try SnapshotNode.path(of: table).compared(to: wanted)
                }
                guard let found else { return nil }
                return try SnapshotNode(found.table, index: found.index, in: file.payload)
            }
        }
    }

    /// Calls `body` with path and id of every node, in the order of their paths' bytes.
    func forEachNode(_ body: (SnapshotNode) throws(Corruption) -> Void) throws(Corruption) {
        try withRoot { (root) throws(Corruption) in
            let nodes = try Self.nodes(root)
            for index in 0..<nodes.count {
                try body(try SnapshotNode(try nodes.table(index), index: index, in: file.payload))
            }
        }
    }

    /// Names one level below a path (`/` or `/a/b`), each once: those with nodes below them, or that are nodes.
    func children(of path: String) throws(Corruption) -> Set<ExactText> {
        try withBytes(of: path == "/" ? path : path + "/") { (prefix) throws(Corruption) in
            try withRoot { (root) throws(Corruption) in try Self.children(of: prefix, in: Self.nodes(root)) }
        }
    }

    /// `a-b` stands between `a` and `a/b`, so names come in no order and more than once.
    private static func children(
        of prefix: UnsafeRawBufferPointer,
        in nodes: FlatVector
    ) throws(Corruption) -> Set<ExactText> {
        var names: Set<ExactText> = []
        var index = try lowerBound(of: prefix, in: nodes)
        while index < nodes.count {
            let path = try SnapshotNode.path(of: try nodes.table(index))
            guard path.starts(with: prefix) else { break }
            let name = path[prefix.count...].prefix { $0 != UInt8(ascii: "/") }
            if !name.isEmpty { names.insert(ExactText(String(decoding: name, as: UTF8.self))) }
            index += 1
        }
        return names
    }

    private static func lowerBound(
        of prefix: UnsafeRawBufferPointer,
        in nodes: FlatVector
    ) throws(Corruption) -> Int {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = low + (high - low) / 2
            let isBefore = try SnapshotNode.path(of: try nodes.table(middle)).compared(to: prefix) < 0
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What reading its chunks needs of an array.
    ///
    /// - Throws: `badShape`, `badExtents`, `manifestNotListed` or what damaged bytes give.
    func grid(of node: SnapshotNode) throws(Corruption) -> ArrayGrid {
        try withRoot { (root) throws(Corruption) in
            let table = try Self.nodes(root).table(node.index)
            return try ArrayGrid(table, node, sizes: try manifestSizes(root))
        }
    }

    /// Bytes of each listed manifest; the list is in no promised order, so it is read once.
    private func manifestSizes(_ root: FlatTable) throws(Corruption) -> [ObjectID: Int] {
        if let known = sizes.withLock({ $0 }) { return known }
        let read = try ManifestSizes.read(root)
        sizes.withLock { $0 = read }
        return read
    }

    private func withRoot<Result>(_ body: (FlatTable) throws(Corruption) -> Result) throws(Corruption)
        -> Result
    {
        try file.withBuffer { (buffer) throws(Corruption) in try body(try buffer.root()) }
    }

    private static func nodes(_ root: FlatTable) throws(Corruption) -> FlatVector {
        guard let nodes = try root.vector(Slot.nodes, width: 4) else { throw .missingField("nodes") }
        return nodes
    }

    private static func check(_ nodes: FlatVector) throws(Corruption) {
        var last: UnsafeRawBufferPointer?
        var budget = ByteBudget(nodes.buffer)
        for index in 0..<nodes.count {
            let table = try nodes.table(index)
            let path = try SnapshotNode.path(of: table)
            try budget.spend(path.count + 4)
            try SnapshotNode.check(table, path: path)
            if let last, last.compared(to: path) >= 0 { throw .notSorted("nodes") }
            last = path
        }
    }
}

/// A group or an array of a snapshot.
struct SnapshotNode: Sendable {
    /// Place in the snapshot's list.
    let index: Int
    let id: NodeID
    let path: String
    let isArray: Bool
    /// Where its `zarr.json` is in the snapshot's payload.
    let document: ObjectBytes

    private enum Slot {
        static let id = 0
        static let path = 1
        static let document = 2
        static let type = 3
        static let data = 4
    }

    init(_ table: FlatTable, index: Int, in payload: ObjectBytes) throws(Corruption) {
        guard let id = try table.nodeID(Slot.id) else { throw .missingField("id of a node") }
        guard let document = try table.byteVector(Slot.document) else { throw .missingField("user_data") }
        self.index = index
        self.id = id
        path = try FlatTable.text(try Self.path(of: table))
        isArray = try table.number(Slot.type) as UInt8 == 1
        self.document = payload.part(document)
    }

    static func path(of table: FlatTable) throws(Corruption) -> UnsafeRawBufferPointer {
        guard let path = try table.byteVector(Slot.path) else { throw .missingField("path") }
        return path
    }

    static func data(of table: FlatTable) throws(Corruption) -> FlatTable {
        guard let data = try table.table(Slot.data) else { throw .missingField("node_data") }
        return data
    }

    /// What every node must have.
    static func check(_ table: FlatTable, path: UnsafeRawBufferPointer) throws(Corruption) {
        guard try table.nodeID(Slot.id) != nil else { throw .missingField("id of a node") }
        guard try table.byteVector(Slot.document) != nil else { throw .missingField("user_data") }
        let type: UInt8 = try table.number(Slot.type)
        guard type == 1 || type == 2 else { throw .badNodeType(type) }
        _ = try data(of: table)
        _ = try FlatTable.text(path)
        guard isPath(path) else { throw .badPath(String(decoding: path.prefix(256), as: UTF8.self)) }
    }

    /// True for `/` and for paths that lead downwards from it.
    private static func isPath(_ path: UnsafeRawBufferPointer) -> Bool {
        let slash = UInt8(ascii: "/")
        guard path.first == slash else { return false }
        guard path.count > 1 else { return true }
        return path.dropFirst().split(separator: slash, omittingEmptySubsequences: false).allSatisfy {
            segment in
            !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
        }
    }
}

extension ObjectBytes {
    /// A part of these bytes, which stay as long as it does; `part` lies inside them.
    func part(_ part: UnsafeRawBufferPointer) -> ObjectBytes {
        ObjectBytes(taking: part) { [self] _ in withExtendedLifetime(self) {} }
    }
}
