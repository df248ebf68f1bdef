internal import Cube

/// A DAP4 constraint applied to a dataset: what an answer declares and holds, in DMR order.
struct DAP4Projection {
    /// One variable of the answer.
    struct Leaf {
        let variable: DAP4Variable
        /// One per dimension.
        let ranges: [IndexRange]
        /// Dimensions that this clause slices itself: they lose their name and their Map.
        let isLocal: [Bool]

        var shape: [Int] { ranges.map(\.count) }
        /// True without a value: a dimension is empty.
        var isEmpty: Bool { shape.contains(0) }

        /// Whether a dimension is written by its name.
        func isNamed(_ dimension: Int) -> Bool { variable.isShared[dimension] && !isLocal[dimension] }
    }

    let datasetName: String
    /// Shared dimensions that the leaves still use, with the sizes that shared slices leave.
    let dimensions: [StoredVariable.Dimension]
    let leaves: [Leaf]

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
                throw .notFound(.variable, name: clause.name, known: inventory.variables.map(\.qualifiedName))
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
        dimensions = Self.used(leaves, inventory, shared)
        self.leaves = leaves
    }

    private static func sharedSlices(
        _ constraint: DAP4Constraint,
        _ inventory: DAP4Inventory
    ) throws(Failure) -> [String: IndexRange] {
        var slices: [String: IndexRange] = [:]
        for clause in constraint.dimensions {
            guard let dimension = inventory.dimension(clause.name[...]), let slice = clause.slices.first
            else {
                throw .notFound(.axis, name: clause.name, known: inventory.dimensions.map { "/\($0.name)" })
            }
            let range = try slice.range(in: dimension, of: clause.name)
            guard slices[dimension.name] ?? range == range else {
                throw .invalid(parameter: "dap4.ce", received: clause.name, expected: "each dimension once")
            }
            slices[dimension.name] = range
        }
        return slices
    }

    private static func leaf(
        _ variable: DAP4Variable,
        _ slices: [DAP4Slice],
        _ shared: [String: IndexRange]
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
            if slice == .whole, variable.isShared[index], let range = shared[dimension.name] {
                ranges.append(range)
            } else {
                ranges.append(try slice.range(in: dimension, of: variable.qualifiedName))
            }
        }
        return Leaf(variable: variable, ranges: ranges, isLocal: isLocal)
    }

    private static func used(
        _ leaves: [Leaf],
        _ inventory: DAP4Inventory,
        _ shared: [String: IndexRange]
    ) -> [StoredVariable.Dimension] {
        var names: Set<String> = []
        for leaf in leaves {
            for (index, dimension) in leaf.variable.stored.dimensions.enumerated() where leaf.isNamed(index) {
                names.insert(dimension.name)
            }
        }
        return inventory.dimensions.filter { names.contains($0.name) }.map { dimension in
            StoredVariable.Dimension(
                name: dimension.name,
                size: shared[dimension.name]?.count ?? dimension.size
            )
        }
    }

    /// The constraint in its one canonical spelling: equal for requests that have equal answers.
    var canonicalText: String {
        leaves.map { leaf in
            leaf.variable.qualifiedName
                + zip(leaf.ranges, leaf.isLocal).map { range, isLocal in
                    "[\(range.start):\(range.stride):\(range.count)\(isLocal ? "" : "=")]"
                }.joined()
        }.joined(separator: ";")
    }
}
