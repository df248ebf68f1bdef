extension FaceTable {
    /// How many faces have an edge that is so much longer than edges are, and than their own shortest.
    private static let share = 20.0
    /// Edges of which the middle is that of all.
    private static let samples = 1 << 16

    /// How many faces reach far beyond others, as where a node is at a place that nobody wrote.
    ///
    /// In a mesh of many scales faces are large beside large ones: their edges are about as long as each other.
    package func reachingCount(over nodes: FixedVectors) -> Int {
        nodes.components.withUnsafeBufferPointer { components in
            guard let components = components.baseAddress else { return 0 }
            let step = max(count / Self.samples, 1)
            var lengths: [Double] = []
            for face in stride(from: 0, to: count, by: step) {
                if let (_, longest) = edges(of: face, components) { lengths.append(longest) }
            }
            guard !lengths.isEmpty else { return 0 }
            lengths.sort()
            let squared = Self.share * Self.share
            let limit = lengths[lengths.count / 2] * squared
            var reaching = 0
            for face in 0..<count {
                guard let (shortest, longest) = edges(of: face, components) else { continue }
                if longest > limit, longest > shortest * squared { reaching += 1 }
            }
            return reaching
        }
    }

    /// The squares of the shortest and of the longest edge of a face; nil for one without outline.
    ///
    /// Corners are nodes: `Outline` has looked.
    @inline(__always)
    private func edges(of face: Int, _ nodes: UnsafePointer<Int32>) -> (shortest: Double, longest: Double)? {
        let corners = corners(of: face)
        guard let last = corners.last else { return nil }
        var before = FixedVectors.vector(nodes, Int(last))
        var (shortest, longest) = (Double.infinity, 0.0)
        for corner in corners {
            let vector = FixedVectors.vector(nodes, Int(corner))
            let square = before.squaredChord(to: vector)
            (shortest, longest) = (min(shortest, square), max(longest, square))
            before = vector
        }
        return (shortest, longest)
    }
}
