package import CRS

extension Projector {
    /// Projected coordinates of a place; infinity for what is not on the projection.
    package func project(_ place: GeographicPoint) -> (x: Double, y: Double) {
        project(longitude: place.longitude, latitude: place.latitude)
    }

    /// The place of projected coordinates; infinity for what is on no place.
    package func place(x: Double, y: Double) -> GeographicPoint {
        let (longitude, latitude) = unproject(x: x, y: y)
        return GeographicPoint(longitude: longitude, latitude: latitude)
    }
}
