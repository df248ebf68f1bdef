internal import Cube
internal import Grids
internal import Serving

extension DAP2Projection {
    /// The beginning of this answer's largest variable that still passes, for the advice of a refusal.
    ///
    /// Outer dimensions are cut before inner ones. Where no part of a grid passes, its array alone may.
    ///
    /// The claim is asked a few dozen times; it may bind, not read.
    func largest(passing passes: (DAP2Projection) -> Bool) -> DAP2Projection? {
        largest(withMaps: true, passing: passes) ?? largest(withMaps: false, passing: passes)
    }

    private func largest(withMaps: Bool, passing passes: (DAP2Projection) -> Bool) -> DAP2Projection? {
        let candidates = parts.compactMap { part in part.leaves.max { $0.cells < $1.cells }.map { (part, $0) }
        }
        guard let (part, leaf) = candidates.max(by: { $0.1.cells < $1.1.cells }) else { return nil }
        var shape = leaf.shape
        for dimension in shape.indices {
            func projection(_ count: Int) -> DAP2Projection {
                shape[dimension] = count
                return DAP2Projection(
                    datasetName: datasetName,
                    parts: [part.beginning(of: leaf, shape, withMaps: withMaps)]
                )
            }
            let most = shape[dimension]
            guard let count = LargestPassing.count(upTo: most, where: { passes(projection($0)) }) else {
                _ = projection(1)
                continue
            }
            return projection(count)
        }
        return nil
    }

    /// The name of that variable.
    var largestName: String? {
        parts.flatMap(\.leaves).max { $0.cells < $1.cells }?.array.name
    }

    /// The projection as a client would write it.
    var constraint: String {
        parts.map { part in
            let leaf = part.leaves.first
            let owner = part.arrangement == .structure ? "\(part.declaration.name)." : ""
            let indices = leaf?.ranges.map { "[\($0.start):\($0.stride):\($0.last)]" } ?? []
            return owner + (leaf?.array.name ?? "") + indices.joined()
        }.joined(separator: ",")
    }
}

extension DAP2Projection.Leaf {
    var cells: Int { shape.reduce(1, *) }

    fileprivate func cut(to shape: [Int]) -> Self {
        let ranges = zip(ranges, shape).map { IndexRange(start: $0.start, count: $1, stride: $0.stride) }
        return Self(array: array, ranges: ranges)
    }
}

extension DAP2Projection.Part {
    /// This part with one leaf only (a grid keeps its maps where wanted), and fewer indices of it.
    fileprivate func beginning(of leaf: DAP2Projection.Leaf, _ shape: [Int], withMaps: Bool) -> Self {
        guard arrangement == .grid, withMaps else {
            return Self(
                declaration: declaration,
                arrangement: arrangement == .grid ? .structure : arrangement,
                leaves: [leaf.cut(to: shape)]
            )
        }
        let cut = zip(leaves.dropFirst(), shape).map { $0.cut(to: [$1]) }
        return Self(declaration: declaration, arrangement: .grid, leaves: [leaf.cut(to: shape)] + cut)
    }
}
