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
}
