/// One row of a table as an outline.
struct RowOutline {
    private(set) var count = 0
    private(set) var flaw: WritableKeyPath<FaceFlaws, Int>?

    init(
        _ row: UnsafeBufferPointer<Int32>,
        into kept: UnsafeMutableBufferPointer<Int32>,
        _ nodes: UnsafeBufferPointer<Int32>
    ) {
        take(row, into: kept, nodes)
    }

    /// Writes the nodes of a row that make an outline into `kept`, which has room for them.
    private mutating func take(
        _ row: UnsafeBufferPointer<Int32>,
        into kept: UnsafeMutableBufferPointer<Int32>,
        _ nodes: UnsafeBufferPointer<Int32>
    ) {
        for node in row where node != Connectivity.none {
            guard node >= 0, let nodes = nodes.baseAddress,
                FixedVectors.isPlace(nodes, Int(node))
            else { return fail(\.astray) }
            // A collapsed corner, or the last one repeated to fill the row.
            if count > 0, kept[count - 1] == node { continue }
            guard count < FaceTable.maxCorners else { return fail(\.tooMany) }
            kept.initializeElement(at: count, to: node)
            count += 1
        }
        while count > 1, kept[count - 1] == kept[0] { count -= 1 }
        guard count >= 3, let nodes = nodes.baseAddress else { return fail(\.tooFew) }
        guard !repeats(kept), isSimple(kept, nodes) else { return fail(\.crossing) }
    }

    private mutating func fail(_ flaw: WritableKeyPath<FaceFlaws, Int>) {
        self.flaw = flaw
        count = 0
    }

    private func repeats(_ kept: UnsafeMutableBufferPointer<Int32>) -> Bool {
        for corner in 2..<count {
            for other in 0..<corner where kept[other] == kept[corner] { return true }
        }
        return false
    }

    /// The least cosine between a corner and the middle of all: beyond it no plane shows the whole face.
    private static let leastCosine = 0.01

    /// Whether no two edges cross, and all corners lie on one side of the Earth.
    private func isSimple(
        _ kept: UnsafeMutableBufferPointer<Int32>,
        _ nodes: UnsafePointer<Int32>
    ) -> Bool {
        var (x, y, z) = (0.0, 0.0, 0.0)
        for corner in 0..<count {
            let node = FixedVectors.vector(nodes, Int(kept[corner]))
            (x, y, z) = (x + node.x, y + node.y, z + node.z)
        }
        guard let middle = UnitVector(directionOf: x, y, z) else { return false }
        for corner in 0..<count
        where FixedVectors.vector(nodes, Int(kept[corner])).dot(middle) < Self.leastCosine { return false }
        return count == 3 || isFan(kept, nodes) || !edgesCross(kept, nodes)
    }

    /// Whether all corners are seen from the first in one turn: so they are in nearly every face.
    private func isFan(_ kept: UnsafeMutableBufferPointer<Int32>, _ nodes: UnsafePointer<Int32>) -> Bool {
        let first = FixedVectors.vector(nodes, Int(kept[0]))
        let turn = side(first, kept[1], kept[count - 1], nodes)
        guard turn != 0 else { return false }
        for corner in 2..<count where side(first, kept[corner - 1], kept[corner], nodes) * turn <= 0 {
            return false
        }
        return true
    }

    /// Positive where the second node lies to the left of the way from the place to the first.
    private func side(
        _ place: UnitVector,
        _ node: Int32,
        _ other: Int32,
        _ nodes: UnsafePointer<Int32>
    ) -> Double {
        let arc = GreatCircleArc(from: place, to: FixedVectors.vector(nodes, Int(node)))
        return arc.side(of: FixedVectors.vector(nodes, Int(other)))
    }

    private func edgesCross(_ kept: UnsafeMutableBufferPointer<Int32>, _ nodes: UnsafePointer<Int32>) -> Bool
    {
        for index in 0..<count - 2 {
            let edge = edge(index, kept, nodes)
            // The next edge begins where this one ends; so does the first where the last ends.
            for other in index + 2..<(index == 0 ? count - 1 : count) {
                let other = self.edge(other, kept, nodes)
                if edge.side(of: other.from) * edge.side(of: other.to) <= 0,
                    other.side(of: edge.from) * other.side(of: edge.to) <= 0
                {
                    return true
                }
            }
        }
        return false
    }

    private func edge(
        _ index: Int,
        _ kept: UnsafeMutableBufferPointer<Int32>,
        _ nodes: UnsafePointer<Int32>
    ) -> GreatCircleArc {
        GreatCircleArc(
            from: FixedVectors.vector(nodes, Int(kept[index])),
            to: FixedVectors.vector(nodes, Int(kept[index + 1 == count ? 0 : index + 1]))
        )
    }
}
