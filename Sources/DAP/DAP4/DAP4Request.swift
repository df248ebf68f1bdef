internal import Catalogue
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import Serving

/// One DAP4 request about an open dataset and the groups below it: its constraint, applied.
struct DAP4Request {
    let dataset: Dataset
    let query: DAP4Query
    let projection: DAP4Projection
    private let inventory: DAP4Inventory

    /// - Throws: `Failure` for a query that does not fit the dataset.
    init(_ tree: DatasetTree, rawQuery: String) throws(Failure) {
        dataset = tree.dataset
        query = try DAP4Query(rawQuery: rawQuery)
        inventory = DAP4Inventory.of(tree)
        do throws(Failure) {
            projection = try Self.projection(query.rawConstraint, inventory)
        } catch .notFound(.variable, let name, let known) {
            let reason = tree.reasonUnusable(name.split(separator: "/")[...])
            throw reason.map { .notServed(.variable, name: name, reason: $0) }
                ?? .notFound(.variable, name: name, known: known)
        }
    }

    private static func projection(
        _ raw: String,
        _ inventory: DAP4Inventory
    ) throws(Failure) -> DAP4Projection {
        let constraint = try DAP4Constraint(
            raw[...],
            mostSemicolons: inventory.mostSemicolons,
            isDimension: { inventory.dimension($0) != nil },
            rank: inventory.rank
        )
        return try DAP4Projection(constraint, of: inventory)
    }

    var metadata: String { DMR.text(projection) }

    func plan() throws(Failure) -> ReadPlan {
        try plan(projection)
    }

    /// The pieces are those leaves that have values.
    private func plan(_ projection: DAP4Projection) throws(Failure) -> ReadPlan {
        try dataset.bind(projection.leaves.filter { !$0.isEmpty }.map { ($0.variable.stored, $0.ranges) })
    }

    /// - Throws: `Failure.tooLarge` with the largest similar request that passes.
    func data() throws(Failure) -> DAP4Data {
        do throws(Failure) {
            return try data(of: projection)
        } catch .tooLarge(let limit, let allowed, let requested, let advice) {
            let similar = projection.largest { text in
                guard let part = try? Self.projection(text, inventory) else { return false }
                return (try? data(of: part)) != nil
            }
            throw .tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: similar.map { "The constraint 'dap4.ce=\($0)' passes." }
                    ?? projection.largest.map { limit.wordsOfNothing(of: $0.variable.qualifiedName) }
                    ?? advice
            )
        }
    }

    private func data(of projection: DAP4Projection) throws(Failure) -> DAP4Data {
        try DAP4Data(projection, plan: plan(projection), wantsChecksums: query.wantsChecksums)
    }
}

extension DatasetTree {
    /// Why the array at a path of names is there and cannot be read; nil for all others.
    fileprivate func reasonUnusable(_ path: ArraySlice<Substring>) -> String? {
        guard let first = path.first else { return nil }
        if path.count == 1 { return dataset.reasonUnusable(String(first)) }
        return children.first { $0.name == first }?.reasonUnusable(path.dropFirst())
    }
}

extension DAP4Projection {
    /// The variable of most values.
    fileprivate var largest: Leaf? {
        leaves.max { $0.shape.reduce(1, *) < $1.shape.reduce(1, *) }
    }

    /// What may stand in a query as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        PercentCoding.isUnreserved(byte) || byte == UInt8(ascii: "/")
    }

    /// The constraint of the beginning of this answer's largest variable that still passes, for the advice of a
    /// refusal: outer dimensions are cut before inner ones.
    ///
    /// The claim is asked a few dozen times; it may bind, not read.
    fileprivate func largest(passing passes: (String) -> Bool) -> String? {
        guard let leaf = largest else { return nil }
        var ranges = leaf.ranges
        for dimension in ranges.indices {
            let whole = ranges[dimension]
            func constraint(_ count: Int) -> String {
                ranges[dimension] = IndexRange(start: whole.start, count: count, stride: whole.stride)
                return PercentCoding.encode(leaf.variable.qualifiedName, keeping: Self.isPlain)
                    + ranges.map { "[\($0.start):\($0.stride):\($0.last)]" }.joined()
            }
            let count = LargestPassing.count(upTo: whole.count) { passes(constraint($0)) }
            let text = constraint(count ?? 1)
            if count != nil { return text }
        }
        return nil
    }
}
