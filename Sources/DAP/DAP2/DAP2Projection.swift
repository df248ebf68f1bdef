internal import Cube
internal import Failures
internal import Grids

/// A constraint applied to a dataset: what an answer declares and holds, in DDS order.
///
/// netCDF-C walks an answer by position, so the order of the request plays no part (digest §3.1).
struct DAP2Projection {
    /// One array of the answer and the indices wanted of it, one range per dimension.
    struct Leaf {
        let array: DAP2Array
        let ranges: [IndexRange]

        var shape: [Int] { ranges.map(\.count) }
        var isScalar: Bool { ranges.isEmpty }
    }

    enum Arrangement { case plain, grid, structure }

    struct Part {
        let declaration: DAP2Declaration
        let arrangement: Arrangement
        let leaves: [Leaf]
    }

    let datasetName: String
    let parts: [Part]

    var leaves: [Leaf] { parts.flatMap(\.leaves) }

    init(datasetName: String, parts: [Part]) {
        self.datasetName = datasetName
        self.parts = parts
    }

    /// - Throws: `Failure.notFound` for an unknown name; `invalid` for a wrong number of indices, indices outside, and
    ///   a variable named twice with different ones.
    init(_ constraint: DAP2Constraint, of inventory: DAP2Inventory) throws(Failure) {
        guard !constraint.items.isEmpty else {
            self = .whole(inventory)
            return
        }
        var requests: [Int: Request] = [:]
        for item in constraint.items {
            guard let target = inventory.target(of: item.name[...]) else {
                throw .notFound(.variable, name: item.name, known: inventory.declarations.map(\.name))
            }
            let declaration = inventory.declarations[target.declaration]
            var request = requests[target.declaration] ?? Request(declaration)
            try request.add(item, member: target.member)
            requests[target.declaration] = request
        }
        datasetName = inventory.name
        parts = requests.sorted { $0.key < $1.key }.map { $0.value.part }
    }

    /// Everything.
    static func whole(_ inventory: DAP2Inventory) -> DAP2Projection {
        DAP2Projection(datasetName: inventory.name, parts: inventory.declarations.map { whole($0) })
    }

    private static func whole(_ declaration: DAP2Declaration) -> Part {
        let leaves = declaration.members.map { array in
            Leaf(array: array, ranges: array.stored.shape.map { IndexRange(0..<$0) })
        }
        return Part(
            declaration: declaration,
            arrangement: declaration.isGrid ? .grid : .plain,
            leaves: leaves
        )
    }

    /// Everything that a request says about one declaration.
    private struct Request {
        let declaration: DAP2Declaration
        private let members: [DAP2Array]
        private var isWhole = false
        /// Per member, once it is requested.
        private var ranges: [[IndexRange]?]

        init(_ declaration: DAP2Declaration) {
            self.declaration = declaration
            members = declaration.members
            ranges = members.map { _ in nil }
        }

        mutating func add(_ item: DAP2Constraint.Item, member: Int?) throws(Failure) {
            if let member { return try set(member, item.indices, item.name) }
            isWhole = true
            try set(0, item.indices, item.name)
            for map in members.indices.dropFirst() {
                try set(map, item.indices.isEmpty ? [] : [item.indices[map - 1]], item.name)
            }
        }

        private mutating func set(_ member: Int, _ indices: [IndexTriple], _ name: String) throws(Failure) {
            let dimensions = members[member].stored.dimensions
            guard indices.isEmpty || indices.count == dimensions.count else {
                throw .invalid(
                    parameter: "constraint",
                    received: "\(name) with \(indices.count) index ranges",
                    expected: "one for each of its \(dimensions.count) dimensions, or none"
                )
            }
            var wanted: [IndexRange] = []
            for (index, dimension) in dimensions.enumerated() {
                wanted.append(
                    indices.isEmpty
                        ? IndexRange(0..<dimension.size) : try indices[index].range(in: dimension, of: name)
                )
            }
            if let earlier = ranges[member], earlier != wanted {
                throw .invalid(
                    parameter: "constraint",
                    received: name,
                    expected: "each variable once, or with the same indices"
                )
            }
            ranges[member] = wanted
        }

        var part: Part {
            let leaves = zip(members, ranges).compactMap { array, ranges in
                ranges.map { Leaf(array: array, ranges: $0) }
            }
            let arrangement: Arrangement = !declaration.isGrid ? .plain : isWhole ? .grid : .structure
            return Part(declaration: declaration, arrangement: arrangement, leaves: leaves)
        }
    }
}

extension DAP2Projection {
    /// The constraint in its one canonical spelling: equal for requests that have equal answers.
    var canonicalText: String {
        parts.map { part in
            part.leaves.map { leaf in
                let indices = leaf.ranges.map { "[\($0.start):\($0.stride):\($0.count)]" }.joined()
                return
                    "\(part.arrangement == .plain ? "" : "\(part.declaration.name).")\(leaf.array.name)\(indices)"
            }.joined(separator: ",") + (part.arrangement == .grid ? "!" : "")
        }.joined(separator: ";")
    }
}
