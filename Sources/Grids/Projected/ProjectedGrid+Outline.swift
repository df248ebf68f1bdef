extension ProjectedGrid {
    /// Places along each side of an outline: lines of a projection bend on the Earth.
    private static let placesPerSide = 4

    package func outline(of cell: GridCell) -> [GeographicPoint]? {
        guard x.centres.indices.contains(cell.column), y.centres.indices.contains(cell.row),
            let across = x.extent(at: cell.column), let along = y.extent(at: cell.row)
        else { return nil }
        let corners = [
            (across.0, along.0), (across.1, along.0), (across.1, along.1), (across.0, along.1),
        ]
        var outline: [GeographicPoint] = []
        for (number, from) in corners.enumerated() {
            let to = corners[(number + 1) % corners.count]
            for step in 0..<Self.placesPerSide {
                let share = Double(step) / Double(Self.placesPerSide)
                let place = projector.place(
                    x: (from.0 + (to.0 - from.0) * share) * scale,
                    y: (from.1 + (to.1 - from.1) * share) * scale
                )
                guard place.longitude.isFinite, place.latitude.isFinite else { return nil }
                outline.append(place.withinTurn)
            }
        }
        return outline
    }
}
