internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Recognises cells that are a list of centres: longitudes and latitudes along one dimension, or the points of a reduced
/// Gaussian grid (digest: cf.md, section 12).
struct UnstructuredBuilder {
    let builder: GridBuilder
    let variable: StoredVariable
    let axes: [Axis]

    /// What the grid is called: nothing but points is known of it.
    private static let kind = "points"

    /// The grid of the dimension that has places; nil where none has, or what has them are samples.
    ///
    /// - Throws: as `CoordinateReader.values(of:bytesPerValue:)`.
    func grid() throws -> GridBuilder.Result? {
        for (column, dimension) in variable.dimensions.enumerated() where !areSamples(dimension, axes[column])
        {
            let grid: (any Grid)?
            if let pair = pair(along: dimension) {
                grid = try placed(pair).flatMap { pair in
                    try builder.built.grid(key(of: pair)) { try points(pair) }
                }
            } else {
                grid = try moving(along: dimension) ?? reducedGaussian(along: dimension)
            }
            if let grid {
                return GridBuilder.Result(grid: grid, dimensions: GridDimensions(row: nil, column: column))
            }
        }
        return nil
    }

    /// What identifies the cells of places.
    private func key(of pair: PlaceLine) -> String {
        let paths = [pair.longitude, pair.latitude].map(\.array.metadata.path)
        return "points \(paths[0]) \(paths[1]) \(pair.plane?.facts ?? "")"
    }

    /// The same places, of which x and y have their projection; nil where nothing tells it.
    private func placed(_ pair: PlaceLine) -> PlaceLine? {
        guard pair.isPlane else { return pair }
        let plane = PlanePlaces(
            of: pair,
            by: CFAttributes(variable.attributes),
            builder.group,
            builder.arrays,
            report: builder.report
        )
        if plane == nil { builder.report(.unprojected(x: pair.longitude.name, y: pair.latitude.name)) }
        return pair.on(plane)
    }

    /// Longitudes and latitudes along a dimension: those that the variable lists, else those that say so themselves, else x and
    /// y of a projection.
    private func pair(along dimension: StoredVariable.Dimension) -> PlaceLine? {
        let names = CFAttributes(variable.attributes).names("coordinates").filter {
            builder.arrays[$0]?.dimensions == [dimension]
        }
        if let listed = PlaceLine(names, builder.arrays) { return listed }
        let along = (builder.arrays.alongOneDimension[dimension.name] ?? []).filter {
            $0.dimensions == [dimension]
        }
        let places = PlaceLine(
            along.first { saysItself($0, .longitude) },
            along.first { saysItself($0, .latitude) }
        )
        // Of a mesh in x and y it is told already why nothing places it.
        guard places == nil, variable.attributes["mesh"] == nil else { return places }
        return PlaceLine(plane: names, builder.arrays)
            ?? PlaceLine(plane: along.filter(PlaceLine.saysPlane).map(\.name), builder.arrays)
    }

    /// Whether an array that no variable lists is a place: units alone may be those of a header's field.
    func saysItself(_ array: StoredVariable, _ meaning: AxisEvidence.Meaning) -> Bool {
        guard let evidence = AxisEvidence.of(array), evidence.meaning == meaning else { return false }
        return evidence.rank <= 2 || AxisNames.meaning(of: array.name) == meaning
    }

    private func points(_ pair: PlaceLine) throws -> MeshGrid? {
        guard pair.dimension.size <= GridBuilder.maxCells else {
            builder.report(.gridTooLong(cells: pair.dimension.size))
            return nil
        }
        let recipe = KeptIndexes.Recipe(
            kind: Self.kind,
            format: MeshGrid.indexFormat,
            arrays: [pair.longitude, pair.latitude],
            facts: ["\(pair.areRadians)", pair.plane?.facts ?? ""],
            subject: pair.longitude.name
        )
        let found = try KeptIndexes(budget: builder.reader.budget).index(recipe) { file in
            MeshGrid(file, kind: Self.kind, location: .node, mesh: nil)
        } build: {
            try made(of: pair)
        } draft: { grid in
            grid.draft(of: nil)
        }
        found?.made.placeFlaws.problems.forEach { builder.report(.mesh($0)) }
        return found.map { $0.made.having($0.origin) }
    }

    private func made(of pair: PlaceLine) throws -> MeshGrid? {
        guard let (places, flaws) = try pair.places(builder.reader) else { return nil }
        guard places.hasPlace else {
            builder.report(flaws.unwritten > 0 ? .mesh(.unwritten(flaws.unwritten)) : .notDegrees)
            return nil
        }
        return try nearest(places, name: pair.longitude.name)?.having(flaws)
    }

    /// Cells of which the nearest answers, up to 0.75 of the distance of its sixth nearest neighbour.
    func nearest(_ places: MeshPlaces, name: String) throws -> MeshGrid? {
        let bytes = NodeIndex.bytes(nodes: places.count) + places.count * FixedVectors.bytesPerPlace
        guard try builder.reader.budget.hold(bytes, for: name) else { return nil }
        let index = try builder.reader.budget.working { try NodeIndex(places.vectors, context: $0) }
        return MeshGrid(
            kind: Self.kind,
            location: .node,
            places: places,
            finder: .nodes(index, around: nil)
        )
    }
}

/// Sampling geometries (CF 1.11, chapter 9): stations, ships and soundings have places, and are no cells.
extension UnstructuredBuilder {
    private func areSamples(_ dimension: StoredVariable.Dimension, _ axis: Axis) -> Bool {
        if builder.group.text("featureType") != nil || (axis.role != .custom && axis.hasCoordinates) {
            return true
        }
        let along = builder.arrays.alongOneDimension[dimension.name] ?? []
        let texts = builder.arrays.textsAlong[dimension.name] ?? []
        let marking = ["cf_role", "sample_dimension", "instance_dimension"]
        if (along + texts).contains(where: { array in marking.contains { array.attributes[$0] != nil } }) {
            return true
        }
        // Stations have names, cells have none.
        guard texts.isEmpty else { return true }
        // What was measured when, or how high.
        let listed = CFAttributes(variable.attributes).names("coordinates")
        return along.contains { listed.contains($0.name) && isTimeOrHeight($0) }
    }

    private func isTimeOrHeight(_ array: StoredVariable) -> Bool {
        switch AxisEvidence.of(array)?.meaning {
        case .time, .vertical: true
        default: false
        }
    }
}
