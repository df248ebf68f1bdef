extension MeshGrid {
    /// Between centres nodes alone are mixed: values of faces and edges hold for all of these.
    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        weights(under: target, only: nil, by: resampling)
    }

    package func weights(
        under target: RasterTarget,
        column: Int,
        row: Int,
        by resampling: Resampling
    ) -> CellWeights? {
        weights(under: target, only: PixelVectors.Pixel(column: column, row: row), by: resampling)
    }

    private func weights(
        under target: RasterTarget,
        only pixel: PixelVectors.Pixel?,
        by resampling: Resampling
    ) -> CellWeights? {
        switch resampling {
        case .nearest: nil
        case .average: averaged(target, only: pixel)
        case .bilinear: bilinear(target, only: pixel).map { .lists($0) }
        }
    }

    /// Between the corners of the face that holds each pixel; nil where no faces join the cells.
    private func bilinear(_ target: RasterTarget, only pixel: PixelVectors.Pixel?) -> CellLists? {
        guard case .nodes(_, let around?) = finder, around.corners != .none else { return nil }
        let pixels = PixelVectors(target, only: pixel)
        return around.index.withPointers { faces in
            var lists = CellLists(pixels: pixel == nil ? pixels.width * pixels.height : 1)
            var face = FaceIndex.none
            let count = columnCount
            forEachPixel(of: pixels) { number, cell in
                guard cell >= 0, cell < count else { return }
                let (row, column) = number.quotientAndRemainder(dividingBy: pixels.width)
                let place = pixels.vector(column: column, row: row)
                face = faces.face(holding: place, known: face, in: .whole)
                lists.set(pixel == nil ? number : 0, around.mixed(own: cell, in: face, at: place))
            }
            lists.close()
            return lists
        }
    }
}

extension MeshFinder.FacesAround {
    /// What a place in a face is mixed from: the corners of the triangle that holds it, of those from the face's first corner.
    ///
    /// Beside all faces the cell alone, and in a face that is not convex where no triangle holds the place.
    fileprivate func mixed(own cell: Int, in face: Int32, at place: UnitVector) -> MixedCells {
        var mixed = MixedCells(own: GridCell(column: cell, row: 0))
        guard face >= 0, let plane = TangentPlane(at: place) else { return mixed }
        let corners = index.faces.corners(of: Int(face))
        guard let first = corners.first, let start = point(first, plane) else { return mixed }
        var last: (node: Int32, point: SIMD2<Double>)?
        for node in corners.dropFirst() {
            guard let point = point(node, plane) else { return mixed }
            if let last, let weights = PlaneShares.triangle(start, last.point, point) {
                for (node, weight) in [(first, weights.x), (last.node, weights.y), (node, weights.z)] {
                    let cell = self.cell(ofNode: node)
                    guard cell >= 0 else { continue }
                    mixed.add(GridCell(column: Int(cell), row: 0), weight: weight)
                }
                return mixed
            }
            last = (node, point)
        }
        return mixed
    }

    private func point(_ node: Int32, _ plane: TangentPlane) -> SIMD2<Double>? {
        index.nodes.centre(of: Int(node)).flatMap { plane.point($0) }
    }
}
