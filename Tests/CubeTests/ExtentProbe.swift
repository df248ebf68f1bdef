import Grids

/// Places around an extent, and all over the Earth, that lie outside it.
enum ExtentProbe {
    /// Degrees by which the nearest of them are outside.
    private static let margin = 1e-6

    static func placesBeyond(_ extent: GeographicExtent) -> [GeographicPoint] {
        let wide = stride(from: -180.0, through: 180, by: 3).flatMap { longitude in
            stride(from: -90.0, through: 90, by: 3).map {
                GeographicPoint(longitude: longitude, latitude: $0)
            }
        }
        return (wide + around(extent)).filter { !holds(extent, $0) }
    }

    /// Close to its edges on the outside.
    private static func around(_ extent: GeographicExtent) -> [GeographicPoint] {
        (0...200).flatMap { step in
            let share = Double(step) / 200
            let longitude = extent.west + share * (extent.east - extent.west)
            let latitude = extent.south + share * (extent.north - extent.south)
            return [
                GeographicPoint(longitude: longitude, latitude: extent.south - margin),
                GeographicPoint(longitude: longitude, latitude: extent.north + margin),
                GeographicPoint(longitude: extent.west - margin, latitude: latitude),
                GeographicPoint(longitude: extent.east + margin, latitude: latitude),
            ].filter { abs($0.latitude) <= 90 }
        }
    }

    private static func holds(_ extent: GeographicExtent, _ place: GeographicPoint) -> Bool {
        // What lies on an edge but for rounding is neither inside nor outside.
        let slack = margin / 2
        guard place.latitude >= extent.south - slack, place.latitude <= extent.north + slack else {
            return false
        }
        let fromWest = place.longitude - extent.west + slack
        return fromWest - 360 * (fromWest / 360).rounded(.down) <= extent.east - extent.west + 2 * slack
    }
}
