/// Where features, or their samples, are: degrees, NaN where nothing is known.
package struct FeaturePlaces: ListedPlaces, Equatable {
    /// What the places are along.
    package enum Extent: Sendable, Equatable {
        /// One place for each feature.
        case features
        /// One for each sample of a ragged array, or of the only feature.
        case samples
        /// One for each profile.
        case profiles
        /// So many for each feature, one feature after the other.
        case rows(width: Int)
        /// One for all.
        case all
    }

    package let extent: Extent
    let longitudes, latitudes: [Double]

    /// Lists of one length; the shorter counts.
    package init(_ extent: Extent, longitudes: [Double], latitudes: [Double]) {
        (self.extent, self.longitudes, self.latitudes) = (extent, longitudes, latitudes)
    }

    package static let bytesPerPlace = 2 * MemoryLayout<Double>.size

    package var count: Int { min(longitudes.count, latitudes.count) }

    /// Degrees beyond which numbers are no places.
    private static let farthest = (longitude: 1080.0, latitude: 90.001)

    /// Longitude in −180…180; nil where there is no place.
    package func place(at position: Int) -> GeographicPoint? {
        guard position >= 0, position < count else { return nil }
        let (longitude, latitude) = (longitudes[position], latitudes[position])
        guard abs(longitude) <= Self.farthest.longitude, abs(latitude) <= Self.farthest.latitude else {
            return nil
        }
        let turned =
            (-180...180).contains(longitude)
            ? longitude : longitude - 360 * ((longitude + 180) / 360).rounded(.down)
        return GeographicPoint(longitude: turned, latitude: min(max(latitude, -90), 90))
    }

    /// Whether anything has a place.
    package var hasPlace: Bool { (0..<count).contains { place(at: $0) != nil } }

    /// Of some positions, in their order.
    package func selected(_ positions: [some BinaryInteger], extent: Extent? = nil) -> FeaturePlaces {
        let inside = { (numbers: [Double]) in
            positions.map { $0 >= 0 && $0 < numbers.count ? numbers[Int($0)] : .nan }
        }
        return FeaturePlaces(
            extent ?? self.extent,
            longitudes: inside(longitudes),
            latitudes: inside(latitudes)
        )
    }
}
