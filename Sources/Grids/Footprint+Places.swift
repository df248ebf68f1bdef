extension Footprint {
    /// For each place whether it is inside; infinite ones are not.
    ///
    /// - Throws: as `Region.holds`.
    func holds(_ places: [GeographicPoint], _ bounds: PlacingBounds) throws -> [Bool] {
        let box = box
        let isInBox = places.map { place in
            place.longitude.isFinite && place.latitude >= box.south && place.latitude <= box.north
                && box.offset(of: place.longitude) <= box.width + 1e-9
        }
        guard case .region(let region) = self else { return isInBox }
        return try region.holds(places, where: isInBox, limits: bounds.limits, context: bounds.context)
    }
}
