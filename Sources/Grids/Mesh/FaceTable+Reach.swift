extension FaceTable {
    /// The same without the outlines of faces that reach far beyond others, as where a node is at a place that nobody wrote.
    ///
    /// In a mesh of many scales faces are large beside large ones: their edges are about as long as each other.
    package func withoutFar(over nodes: FixedVectors) -> FaceTable {
        let far = reaching(over: nodes)
        guard !far.isEmpty else { return self }
        var faces = (0..<Int32(count)).map(\.self)
        for face in far { faces[face] = -1 }
        var flaws = flaws
        flaws.far = far.count
        return selected(faces, flaws: flaws)
    }

    private func reaching(over nodes: FixedVectors) -> [Int] {
        nodes.components.withUnsafeBufferPointer { nodes in
            corners.withUnsafeBufferPointer { corners in
                offsets.withUnsafeBufferPointer { offsets in
                    guard let nodes = nodes.baseAddress, let corners = corners.baseAddress else { return [] }
                    return EdgeLengths(uniform: uniform, offsets: offsets, corners: corners, nodes: nodes)
                        .reaching(of: count)
                }
            }
        }
    }
}

/// The edges of the faces of a table, whose corners are nodes: all of both were looked at when it was made.
private struct EdgeLengths {
    let uniform: Int
    let offsets: UnsafeBufferPointer<Int32>
    let corners: UnsafePointer<Int32>
    let nodes: UnsafePointer<Int32>

    /// An edge reaches far that is a jump beside edges of others, and beside the shortest of its face; as a square.
    private static let jump = Double(PlaceFlaws.jump * PlaceFlaws.jump)
    /// Faces of which the middle is that of all.
    private static let samples = 1 << 16

    func reaching(of faces: Int) -> [Int] {
        var lengths: [Double] = []
        for face in stride(from: 0, to: faces, by: max(faces / Self.samples, 1)) {
            let longest = edges(of: face).longest
            if longest > 0 { lengths.append(longest) }
        }
        guard !lengths.isEmpty else { return [] }
        lengths.sort()
        let limit = lengths[lengths.count / 2] * Self.jump
        return (0..<faces).filter { face in
            let (shortest, longest) = edges(of: face)
            return longest > limit && longest > shortest * Self.jump
        }
    }

    /// The squares of the shortest and of the longest edge; 0 for the longest of a face without outline.
    @inline(__always)
    private func edges(of face: Int) -> (shortest: Double, longest: Double) {
        let first = uniform > 0 ? face * uniform : Int(offsets[face])
        let end = uniform > 0 ? first + uniform : Int(offsets[face + 1])
        var (shortest, longest) = (Double.infinity, 0.0)
        guard first < end else { return (shortest, longest) }
        var before = FixedVectors.vector(nodes, Int(corners[end - 1]))
        for corner in first..<end {
            let vector = FixedVectors.vector(nodes, Int(corners[corner]))
            let square = before.squaredChord(to: vector)
            (shortest, longest) = (min(shortest, square), max(longest, square))
            before = vector
        }
        return (shortest, longest)
    }
}
