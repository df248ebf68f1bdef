internal import Cube
internal import Failures
internal import Grids

/// A DAP4 constraint applied to a dataset: what an answer declares and holds, in DMR order.
struct DAP4Projection: Sendable {
    /// One variable of the answer.
    struct Leaf: Sendable {
        let variable: DAP4Variable
        /// One per dimension.
        let ranges: [IndexRange]
        /// Dimensions that this clause slices itself: they lose their name and their Map.
        let isLocal: [Bool]

        var shape: [Int] { ranges.map(\.count) }
        /// True without a value: a dimension is empty.
        var isEmpty: Bool { shape.contains(0) }

        /// Whether a dimension is written by its name.
        func isNamed(_ dimension: Int) -> Bool {
            variable.dimensions[dimension] != nil && !isLocal[dimension]
        }
    }

    let datasetName: String
    /// All groups of the hierarchy, and which of them the answer shows: all, or those of what was requested and those
    /// that they are in.
    let groups: [DAP4Group]
    let isShown: [Bool]
    /// Shared dimensions that the leaves still use, with the sizes that shared slices leave.
    let dimensions: [DAP4Dimension]
    let leaves: [Leaf]
    /// As in the inventory, where everything is asked for.
    let leftOut: DAP4LeftOut?
    private let sharedNames: [String]

    /// - Throws: `Failure.notFound` for unknown names; `invalid` for a wrong number of slices, indices outside, and a
    ///   variable named twice with different ones.
    init(_ constraint: DAP4Constraint, of inventory: DAP4Inventory) throws(Failure) {
        let shared = try Self.sharedSlices(constraint, inventory)
        var chosen: [Int: Leaf] = [:]
        if constraint.variables.isEmpty {
            for (index, variable) in inventory.variables.enumerated() {
                chosen[index] = try Self.leaf(variable, [], shared)
            }
        }
        for clause in constraint.variables {
            guard let index = inventory.position(of: clause.name[...]) else {
                throw Self.unknown(
                    .variable,
                    clause.name,
                    inventory,
                    inventory.variables.map(\.qualifiedName)
                )
            }
            let leaf = try Self.leaf(inventory.variables[index], clause.slices, shared)
            if let earlier = chosen[index], earlier.ranges != leaf.ranges || earlier.isLocal != leaf.isLocal {
                throw .invalid(
                    parameter: "dap4.ce",
                    received: clause.name,
                    expected: "each variable once, or with the same slices"
                )
            }
            chosen[index] = leaf
        }
        let leaves = chosen.sorted { $0.key < $1.key }.map(\.value)
        datasetName = inventory.name
        groups = inventory.groups
        let used = Self.used(leaves)
        dimensions = used.map { inventory.dimensions[$0].cut(to: shared[$0]?.count) }
        sharedNames = inventory.dimensions.map(\.qualifiedName)
        self.leaves = leaves
        let isWhole = constraint.variables.isEmpty
        leftOut = isWhole ? inventory.leftOut : nil
        var isShown = inventory.groups.map { $0.parent == nil || isWhole }
        for group in leaves.map(\.variable.group) + used.map({ inventory.dimensions[$0].group }) {
            var next = Optional(group)
            while let shown = next, !isShown[shown] {
                isShown[shown] = true
                next = inventory.groups[shown].parent
            }
        }
        self.isShown = isShown
    }

    /// A name that is none, or one of a group that is left out.
    private static func unknown(
        _ subject: Failure.Subject,
        _ name: String,
        _ inventory: DAP4Inventory,
        _ known: [String]
    ) -> Failure {
        if let leftOut = inventory.leftOut, leftOut.holds(name) {
            return .unsupported(reason: "'\(name.prefix(80))' cannot be asked for here: \(leftOut.text)")
        }
        // All names that are listed begin at the root.
        return .notFound(subject, name: name.hasPrefix("/") ? name : "/\(name)", known: known)
    }

    private static func sharedSlices(
        _ constraint: DAP4Constraint,
        _ inventory: DAP4Inventory
    ) throws(Failure) -> [Int: IndexRange] {
        var slices: [Int: IndexRange] = [:]
        for clause in constraint.dimensions {
            guard let position = inventory.dimension(clause.name[...]), let slice = clause.slices.first
            else {
                throw unknown(.axis, clause.name, inventory, inventory.dimensions.map(\.qualifiedName))
            }
            let dimension = inventory.dimensions[position]
            let range = try slice.range(
                in: StoredVariable.Dimension(name: dimension.name, size: dimension.size),
                of: clause.name
            )
            guard slices[position] ?? range == range else {
                throw .invalid(parameter: "dap4.ce", received: clause.name, expected: "each dimension once")
            }
            slices[position] = range
        }
        return slices
    }

    private static func leaf(
        _ variable: DAP4Variable,
        _ slices: [DAP4Slice],
        _ shared: [Int: IndexRange]
    ) throws(Failure) -> Leaf {
        let dimensions = variable.stored.dimensions
        if dimensions.isEmpty {
            guard slices.isEmpty || slices == [.whole] || slices == [.range(start: 0, stride: 1, stop: 0)]
            else {
                throw .invalid(
                    parameter: "dap4.ce",
                    received: variable.qualifiedName,
                    expected: "no slices for a scalar"
                )
            }
            return Leaf(variable: variable, ranges: [], isLocal: [])
        }
        guard slices.isEmpty || slices.count == dimensions.count else {
            throw .invalid(
                parameter: "dap4.ce",
                received: "\(variable.qualifiedName) with \(slices.count) slices",
                expected: "one for each of its \(dimensions.count) dimensions, or none"
            )
        }
        var ranges: [IndexRange] = []
        var isLocal: [Bool] = []
        for (index, dimension) in dimensions.enumerated() {
            let slice = slices.isEmpty ? .whole : slices[index]
            isLocal.append(slice != .whole)
            if slice == .whole, let position = variable.dimensions[index], let range = shared[position] {
                ranges.append(range)
            } else {
                ranges.append(try slice.range(in: dimension, of: variable.qualifiedName))
            }
        }
        return Leaf(variable: variable, ranges: ranges, isLocal: isLocal)
    }

    /// The positions of the shared dimensions that are written by name, in their order.
    private static func used(_ leaves: [Leaf]) -> [Int] {
        var positions: Set<Int> = []
        for leaf in leaves {
            for (index, position) in leaf.variable.dimensions.enumerated() where leaf.isNamed(index) {
                if let position { positions.insert(position) }
            }
        }
        return positions.sorted()
    }

    /// The fully qualified name of a dimension of a leaf that is written by name; nil for others.
    func name(of dimension: Int, _ leaf: Leaf) -> String? {
        guard leaf.isNamed(dimension) else { return nil }
        return leaf.variable.dimensions[dimension].map { sharedNames[$0] }
    }

    /// The constraint in its one canonical spelling, and how many groups are shown: equal for requests that have equal
    /// answers.
    var canonicalText: String {
        leaves.map { leaf in
            leaf.variable.qualifiedName
                + zip(leaf.ranges, leaf.isLocal).map { range, isLocal in
                    "[\(range.start):\(range.stride):\(range.count)\(isLocal ? "" : "=")]"
                }.joined()
        }.joined(separator: ";") + " of \(isShown.count { $0 }) \(leftOut?.text ?? "")"
    }
}

extension DAP4Dimension {
    /// With the size that a shared slice leaves, if there is one.
    fileprivate func cut(to size: Int?) -> DAP4Dimension {
        DAP4Dimension(name: name, qualifiedName: qualifiedName, size: size ?? self.size, group: group)
    }
}
