internal import JSON

/// The demonstration: a small planet's weather as a Zarr v3 store with CF metadata.
///
/// Air temperature (float), wind speed on pressure levels (float), and sea surface temperature (packed integers with
/// missing values on land), every six hours of twelve days.
struct DemoStore {
    let world: DemoWorld
    private let waves: RossbyWaves

    /// Steps, rows and columns of a chunk: a map touches few, and so does a time series.
    private static let chunkEdges = (time: 12, place: 120)

    init(grid: DemoGrid) {
        world = DemoWorld(grid: grid)
        waves = RossbyWaves(grid: grid)
    }

    /// Writes everything below `path`.
    ///
    /// - Throws: `DemoStoreError`.
    func write(to path: String) throws(DemoStoreError) {
        let directory = try ZarrDirectory(creating: path)
        let air = airTemperature
        let wind = windSpeed
        let sea = seaSurfaceTemperature
        let arrays = (coordinates + [air, wind, sea]).map { (name: $0.name, metadata: $0.metadata) }
        for array in arrays { try directory.write(metadata: array.metadata, array: array.name) }
        try writeCoordinates(to: directory)
        try write(air, DemoAirTemperature(world: world, waves: waves), to: directory) {
            Self.rounded($0, bits: 12)
        }
        try write(wind, DemoWindSpeed(world: world, waves: waves), to: directory) {
            Self.rounded($0, bits: 9)
        }
        try write(sea, DemoSeaSurfaceTemperature(world: world), to: directory) { value in
            value.isNaN ? Self.landMark : Int16((value / Self.seaScale).rounded())
        }
        try directory.write(attributes: Self.attributes, arrays: arrays)
    }

    private static let attributes = JSONObject([
        ("Conventions", "CF-1.11"), ("title", "Weather of a small planet"),
        ("summary", "Smooth made-up fields on a made-up world: for trying maps, points and slices."),
        ("history", "Written by 'sluice demo-store'."),
    ])

    // The data variables.

    private static let seaScale = 0.01
    private static let landMark = Int16(-32_768)

    var space: [(String, Int)] {
        [("lat", world.grid.latitudes.count), ("lon", world.grid.longitudes.count)]
    }

    private var airTemperature: DemoArray {
        DemoArray(
            "air_temperature",
            [("time", world.grid.hours.count)] + space,
            chunkShape: [Self.chunkEdges.time, Self.chunkEdges.place, Self.chunkEdges.place],
            dataType: "float32",
            fillValue: "NaN",
            attributes: [
                ("standard_name", "air_temperature"), ("long_name", "Air temperature near the ground"),
                ("units", "K"), ("cell_methods", "time: point"),
            ]
        )
    }

    private var windSpeed: DemoArray {
        DemoArray(
            "wind_speed",
            [("time", world.grid.hours.count), ("level", world.grid.levels.count)] + space,
            chunkShape: [Self.chunkEdges.time, 1, Self.chunkEdges.place, Self.chunkEdges.place],
            dataType: "float32",
            fillValue: "NaN",
            attributes: [
                ("standard_name", "wind_speed"), ("long_name", "Wind speed"), ("units", "m s-1"),
                ("cell_methods", "time: point"),
            ]
        )
    }

    private var seaSurfaceTemperature: DemoArray {
        DemoArray(
            "sea_surface_temperature",
            [("time", world.grid.hours.count)] + space,
            chunkShape: [Self.chunkEdges.time, Self.chunkEdges.place, Self.chunkEdges.place],
            dataType: "int16",
            fillValue: .integer(Int64(Self.landMark)),
            attributes: [
                ("standard_name", "sea_surface_temperature"), ("long_name", "Sea surface temperature"),
                ("units", "degC"), ("scale_factor", .number(Self.seaScale)), ("add_offset", .number(0)),
                ("_FillValue", .integer(Int64(Self.landMark))), ("cell_methods", "time: point"),
            ]
        )
    }

    /// Evaluates a field chunk by chunk; cells beyond the array's edge get the value of its last.
    private func write<Element: BitwiseCopyable>(
        _ array: DemoArray,
        _ field: some DemoField,
        to directory: ZarrDirectory,
        encode: (Double) -> Element
    ) throws(DemoStoreError) {
        let edges =
            array.chunkShape.count == 4
            ? array.chunkShape : [array.chunkShape[0], 1] + array.chunkShape[1...]
        let (rows, columns) = (world.grid.latitudes.count, world.grid.longitudes.count)
        for chunk in array.chunks {
            let place = chunk.count == 4 ? chunk : [chunk[0], 0] + chunk[1...]
            var elements: [Element] = []
            elements.reserveCapacity(edges.reduce(1, *))
            for t in 0..<edges[0] {
                let step = min(place[0] * edges[0] + t, world.grid.hours.count - 1)
                for y in 0..<edges[2] {
                    let row = min(place[2] * edges[2] + y, rows - 1)
                    for x in 0..<edges[3] {
                        let column = min(place[3] * edges[3] + x, columns - 1)
                        let value = field.value(
                            cell: row * columns + column,
                            row: row,
                            column: column,
                            step: step,
                            level: place[1]
                        )
                        elements.append(encode(value))
                    }
                }
            }
            try directory.write(chunk: elements, at: chunk, array: array.name)
        }
    }

    /// A float with only its leading bits: what the formula means, and what compresses.
    private static func rounded(_ value: Double, bits: Int) -> Float {
        let kept = Float(value).bitPattern &+ (1 << UInt32(22 - bits))
        return Float(bitPattern: kept & ~((1 << UInt32(23 - bits)) - 1))
    }
}
