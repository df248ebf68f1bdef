/// Degrees; any longitude is allowed, a latitude beyond ±90 is no place.
package struct GeographicPoint: Sendable, Equatable {
    package let longitude: Double
    package let latitude: Double

    package init(longitude: Double, latitude: Double) {
        self.longitude = longitude
        self.latitude = latitude
    }
}
