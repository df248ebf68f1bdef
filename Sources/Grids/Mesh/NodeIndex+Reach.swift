extension NodeIndex {
    /// Calls `body` with what each node answers for, of those that may answer for a place outside a box.
    ///
    /// How far a node answers is worked out for these alone, which are few but in the smallest of grids.
    /// Where faces are known it is what a node answers for outside of them.
    func forEachReach(beyond box: GeographicExtent, isInFaces: Bool, _ body: (SphereCap) -> Void) {
        let leaves = tree.leafCount
        for pair in max(leaves / 2, 1)..<max(leaves, 2) {
            let bound = reachBound(ofPair: pair)
            for position in positions(ofPair: pair, leaves) {
                let item = Int(tree.entries[position].item)
                guard let place = nodes.centre(of: item)?.place,
                    !box.holds(SphereCap(middle: place, radius: bound))
                else { continue }
                let square = isInFaces ? squaredRim(of: item) : squaredReach(of: item)
                let reach = UnitVector.angle(ofSquaredChord: square)
                body(SphereCap(middle: place, radius: reach * 180 / .pi))
            }
        }
    }

    /// The entries of two leaves that are siblings, or of the only one.
    private func positions(ofPair pair: Int, _ leaves: Int) -> Range<Int> {
        guard leaves > 1 else { return 0..<tree.entries.count }
        let first = 2 * pair - leaves
        return tree.entries(ofLeaf: first).lowerBound..<tree.entries(ofLeaf: first + 1).upperBound
    }

    /// Degrees that no node of two leaves reaches farther: its spacing is at most the diagonal of their box, in which eight
    /// nodes are.
    private func reachBound(ofPair pair: Int) -> Double {
        let box = tree.boxes[pair]
        guard tree.leafCount > 1, !isSparse, box.lowX <= box.highX else { return 180 }
        let sides = [box.highX - box.lowX, box.highY - box.lowY, box.highZ - box.lowZ].map { Double($0) }
        let square = Self.share * Self.share * sides.reduce(0) { $0 + $1 * $1 }
        return UnitVector.angle(ofSquaredChord: square * 1.001) * 180 / .pi
    }
}

extension GeographicExtent {
    /// Whether all of a cap lies inside.
    fileprivate func holds(_ cap: SphereCap) -> Bool {
        guard cap.south >= south, cap.north <= north else { return false }
        guard east - west < 360 else { return true }
        let fromWest = cap.middle.longitude - west
        let turned = fromWest - 360 * (fromWest / 360).rounded(.down)
        let halfWidth = cap.halfWidth
        return turned >= halfWidth && turned + halfWidth <= east - west
    }
}
