package import Cube
package import Execution
internal import Failures

/// A dataset and the groups below it, all of one snapshot and as the asking principal may see them.
package struct DatasetTree: Sendable {
    package let dataset: Dataset
    /// In the order of the store; empty for a hierarchy over the bounds, and without what nobody wanted.
    package let children: [DatasetTree]
    /// Names of groups directly below that are not among the children though they were wanted.
    package let leftOut: [String]
    /// Whether they are left out because the hierarchy is over the bounds, and not for what they are.
    package let isOverBounds: Bool

    package init(
        _ dataset: Dataset,
        children: [DatasetTree] = [],
        leftOut: [String] = [],
        isOverBounds: Bool = false
    ) {
        self.dataset = dataset
        self.children = children
        self.leftOut = leftOut
        self.isOverBounds = isOverBounds
    }

    /// The group's own name.
    package var name: String { dataset.address.groups.last ?? dataset.address.id }

    /// Itself and all below it, each before those below it.
    package var all: [Dataset] { [dataset] + children.flatMap(\.all) }
}

extension DatasetTree {
    /// The hierarchy below an open dataset, made of what `open` gives for each address; the dataset alone where the
    /// hierarchy is over `HierarchyBounds`.
    ///
    /// `wants` says of a group's name whether it is opened. A group that cannot be understood is left out, with all below
    /// it. Nothing is opened behind the first excess. Throws what else `open` throws.
    package init(
        below dataset: Dataset,
        wants: (String) -> Bool,
        context: WorkContext,
        open: (DatasetAddress) throws -> Dataset
    ) throws {
        var room = TreeRoom()
        self =
            try room.tree(dataset, depth: 0, wants, context, open)
            ?? DatasetTree(dataset, leftOut: dataset.groups, isOverBounds: true)
    }
}

/// How much of a hierarchy may still be opened.
private struct TreeRoom {
    private var groups = HierarchyBounds.groups
    private var arrays = HierarchyBounds.arrays

    /// Nil where it is over the bounds.
    mutating func tree(
        _ dataset: Dataset,
        depth: Int,
        _ wants: (String) -> Bool,
        _ context: WorkContext,
        _ open: (DatasetAddress) throws -> Dataset
    ) throws -> DatasetTree? {
        arrays -= dataset.arrays.count + dataset.texts.count
        groups -= dataset.groups.count
        guard arrays >= 0, groups >= 0, depth < HierarchyBounds.depth || dataset.groups.isEmpty else {
            return nil
        }
        var (children, leftOut) = ([DatasetTree](), [String]())
        for name in dataset.groups where wants(name) {
            try context.check()
            let child: Dataset
            do {
                child = try open(dataset.address.group(name))
            } catch let failure as Failure where failure.isOfTheData {
                context.measurements.note("left_out", "\(name): \(failure)")
                leftOut.append(name)
                continue
            }
            guard let below = try tree(child, depth: depth + 1, wants, context, open) else { return nil }
            children.append(below)
        }
        return DatasetTree(dataset, children: children, leftOut: leftOut)
    }
}

extension Failure {
    /// Whether asking again would meet the same.
    fileprivate var isOfTheData: Bool {
        switch self {
        case .notFound, .unsupported, .tooLarge, .storage(_, _, .corrupt): true
        default: false
        }
    }
}
