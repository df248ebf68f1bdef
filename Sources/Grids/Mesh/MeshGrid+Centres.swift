extension MeshGrid {
    package func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        let trees: [SphereTree] =
            switch finder {
            case .faces(let index, let bare): [index.tree] + (bare.map { [$0.tree] } ?? [])
            case .nodes(let index, _): [index.tree]
            }
        forEachRun(of: trees, near: target, columns: columnCount, rows: 1, body)
    }

    /// Faces by their area; nodes, edges and places without outlines all count alike.
    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        let even = evenShare
        for cell in columns {
            line.add(row == 0 ? places.place(at: cell) : nil, steradians: steradians(of: cell) ?? even)
        }
    }

    /// The area between the corners of a face, as large as its shadow on the plane beneath.
    private func steradians(of cell: Int) -> Double? {
        guard case .faces(let index, _) = finder else { return nil }
        let corners = index.faces.corners(of: cell)
        guard let first = corners.first.flatMap({ index.nodes.centre(of: Int($0)) }) else { return nil }
        var sum = SIMD3<Double>(repeating: 0)
        var last: SIMD3<Double>?
        for node in corners.dropFirst() {
            guard let place = index.nodes.centre(of: Int(node)) else { return nil }
            let way = SIMD3(place.x - first.x, place.y - first.y, place.z - first.z)
            if let last {
                sum += SIMD3(
                    last.y * way.z - last.z * way.y,
                    last.z * way.x - last.x * way.z,
                    last.x * way.y - last.y * way.x
                )
            }
            last = way
        }
        return (sum * sum).sum().squareRoot() / 2
    }
}
