internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Cells in a list that lie elsewhere at each step of a time: `lon(time, cell)` and `lat(time, cell)`.
extension UnstructuredBuilder {
    /// Longitudes and latitudes along the cells and the steps.
    struct MovingPair {
        let longitude, latitude: StoredVariable
        let cells, steps: StoredVariable.Dimension
    }

    /// Steps of places that move: each has an index of its own.
    private static let mostSteps = 10_000

    /// The grid of a dimension whose places move; nil where they do not, or all of them are over a limit, with a finding.
    func moving(along dimension: StoredVariable.Dimension) throws -> (any Grid)? {
        guard let pair = movingPair(along: dimension) else { return nil }
        let paths = [pair.longitude, pair.latitude].map(\.array.metadata.path)
        return try builder.built.grid("moving \(paths) \(dimension.name)") { try made(of: pair) }
    }

    private func made(of pair: MovingPair) throws -> (any Grid)? {
        guard let grids = try grids(of: pair) else {
            builder.report(.movingPlaces(dimension: pair.steps.name))
            return nil
        }
        let placed = grids.count { $0.places.hasPlace }
        guard placed > 0 else {
            builder.report(.noPlaces)
            return nil
        }
        if placed < grids.count {
            builder.report(
                .stepsWithoutPlaces(
                    count: grids.count - placed,
                    of: grids.count,
                    dimension: pair.steps.name
                )
            )
        }
        let isSteady = grids.allSatisfy { $0.identity == grids[0].identity }
        let flaws = isSteady ? grids[0].placeFlaws : grids.reduce(PlaceFlaws()) { $0 + $1.placeFlaws }
        for problem in flaws.problems { builder.report(.mesh(problem)) }
        return isSteady ? grids[0] : MovingGrid(grids, along: pair.steps.name)
    }

    /// The grid of each step, which is that of the step before where no cell has moved; nil where all of them are over a limit.
    private func grids(of pair: MovingPair) throws -> [MeshGrid]? {
        guard pair.steps.size <= Self.mostSteps else { return nil }
        var grids: [MeshGrid] = []
        for step in 0..<pair.steps.size {
            guard let (places, flaws) = try places(of: pair, at: step) else { return nil }
            if let last = grids.last, last.places == places {
                grids.append(last)
                continue
            }
            let bytes = PlannedRead.product(places.count, places.bytesPerCell)
            guard try builder.reader.budget.hold(bytes, for: pair.longitude.name),
                let grid = try nearest(places, name: pair.longitude.name)
            else { return nil }
            grids.append(grid.having(flaws))
        }
        return grids.isEmpty ? nil : grids
    }

    /// The places along the cells and a time, those that the variable lists before others.
    private func movingPair(along dimension: StoredVariable.Dimension) -> MovingPair? {
        let times: [Axis.Role] = [.time, .referenceTime, .lead]
        let names = CFAttributes(variable.attributes).names("coordinates")
        for (steps, axis) in zip(variable.dimensions, axes) where times.contains(axis.role) {
            let fitting = builder.arrays.placesAlong[[dimension.name, steps.name]] ?? []
            let found = { (meaning: AxisEvidence.Meaning) in
                fitting.first { names.contains($0.name) && AxisEvidence.of($0)?.meaning == meaning }
                    ?? fitting.first { saysItself($0, meaning) }
            }
            guard let longitude = found(.longitude), let latitude = found(.latitude) else { continue }
            return MovingPair(longitude: longitude, latitude: latitude, cells: dimension, steps: steps)
        }
        return nil
    }

    /// The places at a step, and what is wrong with them; nil where reading them is over a limit.
    private func places(of pair: MovingPair, at step: Int) throws -> (MeshPlaces, PlaceFlaws)? {
        guard var longitudes = try numbers(pair.longitude, pair, step),
            let latitudes = try numbers(pair.latitude, pair, step)
        else { return nil }
        let fill = CoordinateReader.unmarkedFill(
            pair.longitude,
            pair.latitude,
            degrees: (Self.factor(pair.longitude), Self.factor(pair.latitude))
        )
        let flaws = MeshPlaces.dropUnwritten(from: &longitudes, latitudes, fill: fill)
        return (.double(longitudes: FlatArray(longitudes), latitudes: FlatArray(latitudes)), flaws)
    }

    /// Degrees of all cells at a step; nil where reading them is over a limit.
    private func numbers(_ array: StoredVariable, _ pair: MovingPair, _ step: Int) throws -> [Double]? {
        let ranges = array.dimensions.map { dimension in
            [dimension == pair.steps ? IndexRange(start: step, count: 1) : IndexRange(0..<dimension.size)]
        }
        // The cells last.
        let indices = array.dimensions.indices
        let order =
            indices.filter { array.dimensions[$0] == pair.steps }
            + indices.filter { array.dimensions[$0] != pair.steps }
        let factor = Self.factor(array)
        var degrees: [Double] = []
        let isRead = try builder.reader.read(array, ranges: ranges, order: order) { numbers in
            degrees = factor == 1 ? numbers : numbers.map { $0 * factor }
        }
        return isRead ? degrees : nil
    }

    private static func factor(_ array: StoredVariable) -> Double {
        CurvilinearBuilder.factor(CFAttributes(array.attributes).text("units"))
    }
}
