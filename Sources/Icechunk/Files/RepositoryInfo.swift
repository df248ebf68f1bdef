internal import JSON
internal import ObjectStorage

/// The `repo` object of spec 2: every branch, tag and snapshot of a repository, seen in its own bytes.
///
/// The order of its lists is checked once, when it is made; commits are decoded when somebody asks for them.
final class RepositoryInfo: Sendable {
    private let file: MetadataFile
    let branchCount: Int
    let tagCount: Int
    let snapshotCount: Int

    /// The slots of the root table.
    private enum Slot {
        static let version = 0
        static let tags = 1
        static let branches = 2
        static let deletedTags = 3
        static let snapshots = 4
        static let status = 5
        static let updates = 7
        static let configuration = 9
    }

    /// One commit as the list has it.
    struct Entry {
        let id: ObjectID
        /// Place in the list; nil for the first.
        let parent: Int?
        /// Microseconds since 1970.
        let flushedAt: Int64
    }

    init(_ bytes: UnsafeRawBufferPointer, limits: IcechunkLimits) throws(Corruption) {
        file = try MetadataFile(bytes, .repository, limits: limits)
        (branchCount, tagCount, snapshotCount) = try file.withBuffer { (buffer) throws(Corruption) in
            let root = try buffer.root()
            let version: UInt8 = try root.number(Slot.version)
            guard version == 1 || version == 2 else { throw .unsupportedVersion(version) }
            let snapshots = try Self.vector(root, Slot.snapshots, "snapshots")
            try Self.checkSnapshots(snapshots)
            let branches = try Self.checkReferences(root, Slot.branches, "branches", snapshots.count)
            let tags = try Self.checkReferences(root, Slot.tags, "tags", snapshots.count)
            guard try root.table(Slot.status) != nil else { throw .missingField("status") }
            _ = try Self.vector(root, Slot.deletedTags, "deleted_tags")
            return (branches, tags, snapshots.count)
        }
    }

    /// The snapshot of a branch; nil when there is none of that name.
    func branch(_ name: String) throws(Corruption) -> ObjectID? {
        try reference(name, Slot.branches, "branches")
    }

    func tag(_ name: String) throws(Corruption) -> ObjectID? { try reference(name, Slot.tags, "tags") }

    func deletedTags() throws(Corruption) -> [String] {
        try withRoot { (root) throws(Corruption) in
            let list = try Self.vector(root, Slot.deletedTags, "deleted_tags")
            var names: [String] = []
            var budget = ByteBudget(root.buffer)
            for index in 0..<list.count {
                let bytes = try list.bytes(index)
                try budget.spend(bytes.count + 4)
                names.append(try FlatTable.text(bytes))
            }
            return names
        }
    }

    /// All branches in the order of their names' bytes.
    func branches() throws(Corruption) -> [(name: String, snapshot: ObjectID)] {
        try references(Slot.branches, "branches")
    }

    func tags() throws(Corruption) -> [(name: String, snapshot: ObjectID)] {
        try references(Slot.tags, "tags")
    }

    /// Where a snapshot stands in the list; nil when the repository does not know it.
    func position(of id: ObjectID) throws(Corruption) -> Int? {
        try withRoot { (root) throws(Corruption) in
            let snapshots = try Self.vector(root, Slot.snapshots, "snapshots")
            return try snapshots.find { (table) throws(Corruption) in try Self.id(table).compared(to: id) }?
                .index
        }
    }

    /// The commit at a place of the list.
    func entry(at position: Int) throws(Corruption) -> Entry {
        try withSnapshot(position) { (table) throws(Corruption) in
            let parent: Int32 = try table.number(1)
            guard parent >= -1, Int(parent) < snapshotCount else {
                throw .badAncestry("a parent at \(parent) of \(snapshotCount)")
            }
            return Entry(
                id: try Self.id(table),
                parent: parent < 0 ? nil : Int(parent),
                flushedAt: Int64(clamping: try table.number(2) as UInt64)
            )
        }
    }

    func message(at position: Int) throws(Corruption) -> String {
        try withSnapshot(position) { (table) throws(Corruption) in
            guard let message = try table.string(3) else { throw .missingField("message") }
            return message
        }
    }

    func metadata(at position: Int) throws(Corruption) -> JSONObject {
        try withSnapshot(position) { (table) throws(Corruption) in
            try MetadataItems.read(table, slot: 4, .flexBuffer)
        }
    }

    /// What the repository says of itself for those who open it; nil when it says nothing.
    func configuration() throws(Corruption) -> JSONValue? {
        try withRoot { (root) throws(Corruption) in
            guard let bytes = try root.byteVector(Slot.configuration) else { return nil }
            var budget = ValueBudget()
            return try FlexBuffer.value(bytes, budget: &budget)
        }
    }

    private func reference(_ name: String, _ slot: Int, _ title: String) throws(Corruption) -> ObjectID? {
        try withBytes(of: name) { (wanted) throws(Corruption) in
            try withRoot { (root) throws(Corruption) in
                let list = try Self.vector(root, slot, title)
                let found = try list.find { (table) throws(Corruption) in
                    try Self.name(table).compared(to: wanted)
                }
                guard let found else { return nil }
                return try Self.snapshot(of: found.table, in: root)
            }
        }
    }

    private func references(_ slot: Int, _ title: String) throws(Corruption) -> [(
        name: String, snapshot: ObjectID
    )] {
        try withRoot { (root) throws(Corruption) in
            let list = try Self.vector(root, slot, title)
            var found: [(name: String, snapshot: ObjectID)] = []
            for index in 0..<list.count {
                let table = try list.table(index)
                found.append(
                    (try FlatTable.text(try Self.name(table)), try Self.snapshot(of: table, in: root))
                )
            }
            return found
        }
    }

    private func withRoot<Result>(_ body: (FlatTable) throws(Corruption) -> Result) throws(Corruption)
        -> Result
    {
        try file.withBuffer { (buffer) throws(Corruption) in try body(try buffer.root()) }
    }

    private func withSnapshot<Result>(
        _ position: Int,
        _ body: (FlatTable) throws(Corruption) -> Result
    ) throws(Corruption) -> Result {
        try withRoot { (root) throws(Corruption) in
            let snapshots = try Self.vector(root, Slot.snapshots, "snapshots")
            guard position >= 0, position < snapshots.count else {
                throw .badReference("snapshot \(position) of \(snapshots.count)")
            }
            return try body(try snapshots.table(position))
        }
    }

    private static func snapshot(of reference: FlatTable, in root: FlatTable) throws(Corruption) -> ObjectID {
        let index = Int(try reference.number(1) as UInt32)
        let snapshots = try vector(root, Slot.snapshots, "snapshots")
        guard index < snapshots.count else { throw .badReference("snapshot \(index) of \(snapshots.count)") }
        return try id(try snapshots.table(index))
    }

    private static func vector(_ root: FlatTable, _ slot: Int, _ title: String) throws(Corruption)
        -> FlatVector
    {
        guard let vector = try root.vector(slot, width: 4) else { throw .missingField(title) }
        return vector
    }

    private static func id(_ snapshot: FlatTable) throws(Corruption) -> ObjectID {
        guard let id = try snapshot.objectID(0) else { throw .missingField("id of a snapshot") }
        return id
    }

    private static func name(_ reference: FlatTable) throws(Corruption) -> UnsafeRawBufferPointer {
        guard let name = try reference.byteVector(0) else { throw .missingField("name of a reference") }
        return name
    }

    private static func checkSnapshots(_ snapshots: FlatVector) throws(Corruption) {
        var last: ObjectID?
        for index in 0..<snapshots.count {
            let id = try id(try snapshots.table(index))
            if let last, last >= id { throw .notSorted("snapshots") }
            last = id
        }
    }

    private static func checkReferences(
        _ root: FlatTable,
        _ slot: Int,
        _ title: String,
        _ snapshotCount: Int
    ) throws(Corruption) -> Int {
        let list = try vector(root, slot, title)
        var last: UnsafeRawBufferPointer?
        var budget = ByteBudget(root.buffer)
        for index in 0..<list.count {
            let table = try list.table(index)
            let name = try name(table)
            try budget.spend(name.count + 4)
            _ = try FlatTable.text(name)
            let snapshot = Int(try table.number(1) as UInt32)
            guard snapshot < snapshotCount else {
                throw .badReference("snapshot \(snapshot) of \(snapshotCount)")
            }
            if let last, last.compared(to: name) >= 0 { throw .notSorted(title) }
            last = name
        }
        return list.count
    }
}
