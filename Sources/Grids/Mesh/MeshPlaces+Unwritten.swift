extension MeshPlaces {
    /// Takes the longitudes of places away that nobody wrote, and counts what is wrong: the pair of a fill value if these are more
    /// than one, 0/0 and −1/−1 if they are more than two.
    ///
    /// No neighbour tells whether a place of a list is one: a single one stays, and 0/0 and −1/−1 do where other places repeat as
    /// well.
    package static func dropUnwritten(
        from longitudes: inout [Double],
        _ latitudes: [Double],
        fill: (longitude: Double, latitude: Double)?
    ) -> PlaceFlaws {
        var flaws = PlaceFlaws()
        let count = min(longitudes.count, latitudes.count)
        let filled = fill.map { [UnwrittenPlaces(fill: $0)] } ?? []
        for pair in filled + UnwrittenPlaces.usual {
            let found = (0..<count).filter {
                longitudes[$0] == pair.longitude && latitudes[$0] == pair.latitude
            }
            guard found.count >= max(pair.least, 2) else { continue }
            if !pair.isFill, othersRepeat(longitudes, latitudes, count, beside: pair) { continue }
            for place in found { longitudes[place] = .nan }
            flaws.unwritten += found.count
        }
        for place in 0..<count {
            let (longitude, latitude) = (longitudes[place], latitudes[place])
            if PlaceFlaws.isBeyondPoles(longitude: longitude, latitude: latitude) { flaws.beyondPoles += 1 }
            if PlaceFlaws.isOutOfRange(longitude: longitude, latitude: latitude) { flaws.outOfRange += 1 }
        }
        return flaws
    }

    /// Places that are looked at, from the first on.
    private static let sampled = 1 << 16

    /// Whether half of the other places stand more than once, or there are none.
    private static func othersRepeat(
        _ longitudes: [Double],
        _ latitudes: [Double],
        _ count: Int,
        beside pair: UnwrittenPlaces
    ) -> Bool {
        var seen: Set<SIMD2<Double>> = []
        var others = 0
        for place in 0..<count where others < sampled {
            let (longitude, latitude) = (longitudes[place], latitudes[place])
            guard longitude.isFinite, latitude.isFinite,
                longitude != pair.longitude || latitude != pair.latitude
            else { continue }
            others += 1
            seen.insert([longitude, latitude])
        }
        return 2 * seen.count <= others
    }
}
