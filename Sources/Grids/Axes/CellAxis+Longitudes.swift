extension CellAxis {
    /// Longitudes made monotonic by whole turns where they jump; left alone when they already are.
    package static func unwrapped(_ longitudes: [Double]) -> [Double] {
        guard CellAxis(centres: longitudes).order == .unordered, longitudes.count > 1 else {
            return longitudes
        }
        var turns = 0.0
        var result = [longitudes[0]]
        for (previous, next) in zip(longitudes, longitudes.dropFirst()) {
            if next - previous > 180 { turns -= 360 }
            if next - previous < -180 { turns += 360 }
            result.append(next + turns)
        }
        return CellAxis(centres: result).order == .unordered ? longitudes : result
    }

    /// The bounds of longitudes in the turn of their centres, each end within half a turn: 359.5 and 0.5 of 0, −0.5 and 0.5 of
    /// 360.
    ///
    /// Those of a cell that are wider in that way, or then do not hold its centre, stay as they are.
    package static func turned(_ bounds: [(Double, Double)], about centres: [Double]) -> [(Double, Double)] {
        guard bounds.count == centres.count else { return bounds }
        return zip(bounds, centres).map { pair, centre in
            let near = (turned(pair.0, towards: centre), turned(pair.1, towards: centre))
            guard near.0 != near.1, holds(near, centre) else { return pair }
            let isNarrower = abs(near.1 - near.0) < abs(pair.1 - pair.0)
            return isNarrower || !holds(pair, centre) ? near : pair
        }
    }

    private static func turned(_ longitude: Double, towards centre: Double) -> Double {
        longitude + 360 * ((centre - longitude) / 360).rounded(.toNearestOrEven)
    }

    private static func holds(_ ends: (Double, Double), _ centre: Double) -> Bool {
        min(ends.0, ends.1) <= centre && centre <= max(ends.0, ends.1)
    }
}
