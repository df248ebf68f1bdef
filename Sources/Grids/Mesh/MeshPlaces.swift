/// The places by which an answer names cells, in degrees, in the precision in which they are stored.
package enum MeshPlaces: ListedPlaces, Equatable {
    case single(longitudes: FlatArray<Float>, latitudes: FlatArray<Float>)
    case double(longitudes: FlatArray<Double>, latitudes: FlatArray<Double>)
    /// None is stated: they are the directions of vectors.
    case computed(FixedVectors)

    package var count: Int {
        switch self {
        case .single(let longitudes, let latitudes): min(longitudes.count, latitudes.count)
        case .double(let longitudes, let latitudes): min(longitudes.count, latitudes.count)
        case .computed(let vectors): vectors.count
        }
    }

    /// Bytes a cell.
    package var bytesPerCell: Int {
        switch self {
        case .single: 2 * MemoryLayout<Float>.size
        case .double: 2 * MemoryLayout<Double>.size
        case .computed: FixedVectors.bytesPerPlace
        }
    }

    /// The same as vectors.
    package var vectors: FixedVectors {
        switch self {
        case .single(let longitudes, let latitudes):
            FixedVectors(longitudes: longitudes.map { Double($0) }, latitudes: latitudes.map { Double($0) })
        case .double(let longitudes, let latitudes):
            FixedVectors(longitudes: Array(longitudes), latitudes: Array(latitudes))
        case .computed(let vectors): vectors
        }
    }

    /// Whether any cell has a place.
    package var hasPlace: Bool { (0..<count).contains { place(at: $0) != nil } }

    /// Longitude in −180…180; nil for an index outside, and for a cell without a place.
    package func place(at cell: Int) -> GeographicPoint? {
        guard cell >= 0, cell < count else { return nil }
        switch self {
        case .single(let longitudes, let latitudes):
            return Self.place(Double(longitudes[cell]), Double(latitudes[cell]))
        case .double(let longitudes, let latitudes):
            return Self.place(longitudes[cell], latitudes[cell])
        case .computed(let vectors): return vectors.centre(of: cell)?.place
        }
    }

    private static func place(_ longitude: Double, _ latitude: Double) -> GeographicPoint? {
        guard FixedVectors.isPlace(longitude: longitude, latitude: latitude) else { return nil }
        let turned =
            (-180...180).contains(longitude)
            ? longitude : longitude - 360 * ((longitude + 180) / 360).rounded(.down)
        return GeographicPoint(longitude: turned, latitude: min(max(latitude, -90), 90))
    }

    /// Of a list of cells, in its order; those outside have no place.
    package func selected(_ cells: [Int32]) -> MeshPlaces {
        switch self {
        case .single(let longitudes, let latitudes):
            return .single(
                longitudes: Self.selected(longitudes, cells),
                latitudes: Self.selected(latitudes, cells)
            )
        case .double(let longitudes, let latitudes):
            return .double(
                longitudes: Self.selected(longitudes, cells),
                latitudes: Self.selected(latitudes, cells)
            )
        case .computed(let vectors): return .computed(vectors.selected(cells))
        }
    }

    private static func selected<Number: BinaryFloatingPoint & BitwiseCopyable & Sendable>(
        _ numbers: FlatArray<Number>,
        _ cells: [Int32]
    )
        -> FlatArray<Number>
    {
        FlatArray(cells.lazy.map { $0 >= 0 && Int($0) < numbers.count ? numbers[Int($0)] : .nan })
    }
}
