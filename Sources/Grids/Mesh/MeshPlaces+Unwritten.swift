extension MeshPlaces {
    /// Takes the longitudes of places away that are the pair of a fill value, if these are more than one, and counts what is
    /// wrong.
    ///
    /// No neighbour tells whether a place of a list is one: a single one stays.
    package static func dropUnwritten(
        from longitudes: inout [Double],
        _ latitudes: [Double],
        fill: (longitude: Double, latitude: Double)?
    ) -> PlaceFlaws {
        var flaws = PlaceFlaws()
        let count = min(longitudes.count, latitudes.count)
        flaws.beyondPoles = beyondPoles(longitudes, latitudes, count)
        guard let fill else { return flaws }
        let isFill = { (place: Int, longitudes: [Double]) in
            longitudes[place] == fill.longitude && latitudes[place] == fill.latitude
        }
        let unwritten = (0..<count).count { isFill($0, longitudes) }
        guard unwritten > 1 else { return flaws }
        for place in 0..<count where isFill(place, longitudes) { longitudes[place] = .nan }
        flaws.unwritten = unwritten
        return flaws
    }

    private static func beyondPoles(_ longitudes: [Double], _ latitudes: [Double], _ count: Int) -> Int {
        (0..<count).count { place in
            PlaceFlaws.isBeyondPoles(longitude: longitudes[place], latitude: latitudes[place])
        }
    }
}
