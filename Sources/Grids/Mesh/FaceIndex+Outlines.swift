extension FaceIndex {
    /// What the tree is told of the faces.
    struct Outlines: SphereOutlines {
        let nodes: FixedVectors
        let faces: FaceTable

        func centre(of item: Int) -> UnitVector? {
            UnitVector.mean(of: corners(of: item))
        }

        func box(of item: Int) -> SphereBox {
            SphereBox(around: corners(of: item))
        }

        /// The square of the chord from the centre to the farthest corner: edges, and what they hold, are nearer.
        func squaredReach(of item: Int) -> Double {
            guard let centre = centre(of: item) else { return 0 }
            return corners(of: item).reduce(0) { max($0, centre.squaredChord(to: $1)) }
        }

        private func corners(of item: Int) -> Corners {
            let corners = faces.corners(of: item)
            return Corners(
                nodes: nodes,
                corners: faces.corners,
                position: corners.startIndex,
                end: corners.endIndex
            )
        }
    }

    /// The places of a face's corners, of those that have one; plain, because an index asks three times for those of each face.
    private struct Corners: Sequence, IteratorProtocol {
        let nodes: FixedVectors
        let corners: FlatArray<Int32>
        var position: Int
        let end: Int

        @inline(__always)
        mutating func next() -> UnitVector? {
            while position < end {
                let corner = corners[position]
                position += 1
                if let place = nodes.centre(of: Int(corner)) { return place }
            }
            return nil
        }
    }
}
