internal import Glibc

/// Waves that meander along the westerlies and travel east: shared by temperature and wind.
struct RossbyWaves: Sendable {
    /// Degrees by which the westerlies lie off their latitude, for each step and column; one table per hemisphere.
    private let north: [Double]
    private let south: [Double]
    private let columns: Int

    init(grid: DemoGrid) {
        columns = grid.longitudes.count
        north = Self.table(grid, phase: 0.4)
        south = Self.table(grid, phase: 2.9)
    }

    private static func table(_ grid: DemoGrid, phase: Double) -> [Double] {
        grid.hours.flatMap { hour in
            grid.longitudes.map { longitude in
                let east = longitude / 180 * .pi
                let days = Double(hour) / 24
                return 6 * sin(3 * east - 0.25 * days + phase) + 5 * sin(5 * east - 0.55 * days + 2.1 * phase)
                    + 3 * sin(8 * east - 1.1 * days + 3.7 * phase)
            }
        }
    }

    func shift(latitude: Double, step: Int, column: Int) -> Double {
        (latitude >= 0 ? north : south)[step * columns + column]
    }
}

/// Air temperature near the ground in kelvin: sun, height, sea, the hour of the day, and fronts on the westerlies.
struct DemoAirTemperature: DemoField {
    let world: DemoWorld
    let waves: RossbyWaves
    private let weather = SphereNoise(seed: 31, count: 12, lengths: 5...20)

    init(world: DemoWorld, waves: RossbyWaves) {
        self.world = world
        self.waves = waves
    }

    func value(cell: Int, row: Int, column: Int, step: Int, level: Int) -> Double {
        let latitude = world.grid.latitudes[row]
        let shift = waves.shift(latitude: latitude, step: step, column: column)
        // A front is where a meander of the westerlies brings the air of another latitude.
        let westerlies = exp(-pow((abs(latitude) - 48) / 20, 2))
        let air = (latitude - shift * westerlies + 6) / 180 * .pi
        let zonal = 302 - 62 * pow(sin(air), 2) + 6 * pow(sin(2 * air), 2)
        let height = world.heights[cell]
        let days = Double(world.grid.hours[step]) / 24
        // Weather moves east by some ten degrees a day.
        let moved = world.places[cell].turned(radians: -0.18 * days)
        let gusts = weather.value(at: moved, age: 0.5 * days) * (1.2 + 3.2 * westerlies)
        return zonal + gusts - 6 * height + (height > 0 ? daily(column: column, step: step, latitude) : 0)
    }

    /// Warm at two in the afternoon of the sun, on land only.
    private func daily(column: Int, step: Int, _ latitude: Double) -> Double {
        let noon = Double(world.grid.hours[step]) + world.grid.longitudes[column] / 15 - 14
        return 1 + 5.5 * cos(noon / 12 * .pi) * cos(latitude / 180 * .pi)
    }
}

/// Wind speed in metres per second: two jets that meander, stronger with height, and eddies between them.
struct DemoWindSpeed: DemoField {
    let world: DemoWorld
    let waves: RossbyWaves
    private let eddies = SphereNoise(seed: 47, count: 7, lengths: 4...16)

    init(world: DemoWorld, waves: RossbyWaves) {
        self.world = world
        self.waves = waves
    }

    private static let jets = [7.0, 14, 32, 58]
    private static let calms = [4.5, 6, 8, 10]
    private static let widths = [16.0, 13, 10, 8]

    func value(cell: Int, row: Int, column: Int, step: Int, level: Int) -> Double {
        let latitude = world.grid.latitudes[row]
        let shift = waves.shift(latitude: latitude, step: step, column: column)
        let days = Double(world.grid.hours[step]) / 24
        let core = abs(latitude - shift) - 42
        let place = world.places[cell].turned(radians: -0.12 * days)
        let eddy = eddies.value(at: place, age: 0.4 * days)
        let jet = Self.jets[level] * exp(-pow(core / Self.widths[level], 2)) * (1 + 0.25 * eddy)
        let trades = 4 * exp(-pow((abs(latitude) - 15) / 8, 2)) * (level < 2 ? 1 : 0.4)
        let calm = Self.calms[level] * (0.55 + 0.4 * eddy)
        let drag = level == 0 ? 1 - 0.35 * min(world.heights[cell] * 4, 1) : 1
        return max(jet + trades + calm, 0.2) * drag
    }
}

/// Sea surface temperature in degrees Celsius: warm pools, cold coasts and eddies; nothing on land.
struct DemoSeaSurfaceTemperature: DemoField {
    let world: DemoWorld
    private let currents = SphereNoise(seed: 61, count: 8, lengths: 2...7)
    private let eddies = SphereNoise(seed: 67, count: 14, lengths: 14...48)

    init(world: DemoWorld) {
        self.world = world
    }

    /// Sea water freezes here.
    private static let freezing = -1.8

    func value(cell: Int, row: Int, column: Int, step: Int, level: Int) -> Double {
        guard !world.isLand(cell) else { return .nan }
        let latitude = (world.grid.latitudes[row] + 3) / 180 * .pi
        let days = Double(world.grid.hours[step]) / 24
        let place = world.places[cell]
        let fronts = pow(sin(2 * latitude), 2)
        let warm = 29.5 - 34 * pow(sin(latitude), 2)
        let current = 2.2 * currents.value(at: place)
        return max(
            warm + current + eddies.value(at: place, age: 0.15 * days) * (0.4 + 1.4 * fronts),
            Self.freezing
        )
    }
}
