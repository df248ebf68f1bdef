extension HEALPixGrid {
    package var mixesByNumber: Bool { true }

    /// Pixels of one size are mixed; those of several have no parallels in common.
    package func weights(under target: RasterTarget, by resampling: Resampling) -> CellWeights? {
        switch resampling {
        case .nearest: nil
        case .average: averaged(target)
        case .bilinear: index.parts.count == 1 ? .lists(bilinear(target, index.parts[0])) : nil
        }
    }

    private func bilinear(_ target: RasterTarget, _ part: HEALPixIndex.Part) -> CellLists {
        var lists = CellLists(pixels: target.width * target.height)
        var cursor = NumberRuns.Cursor()
        // Along a row of most pictures the latitude is one.
        var (known, sphere) = (Double.nan, Double.nan)
        let position = { (pixel: Int, cursor: inout NumberRuns.Cursor) -> GridCell? in
            let position = index.runs.position(of: part.before + pixel, &cursor)
            return position < 0 ? nil : GridCell(column: position, row: 0)
        }
        target.forEachCentre { pixel, longitude, latitude in
            if latitude != known { (known, sphere) = (latitude, sphereLatitude(latitude)) }
            guard let own = part.division.pixel(longitude: longitude, latitude: sphere),
                let cell = position(own, &cursor),
                let between = part.division.between(longitude: longitude, latitude: sphere)
            else { return }
            var cells = MixedCells(own: cell)
            for slot in 0..<4 {
                guard let cell = position(between.pixels[slot], &cursor) else { continue }
                cells.add(cell, weight: between.weights[slot])
            }
            lists.set(pixel, cells)
        }
        lists.close()
        return lists
    }
}
