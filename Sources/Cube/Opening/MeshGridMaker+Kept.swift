internal import Execution
internal import Grids

extension MeshGridMaker {
    /// The grid of `grid(_:_:of:)`, from the host's folder of indexes where it was made before.
    ///
    /// - Throws: as `grid(_:_:of:)`.
    func kept(
        _ location: MeshLocation,
        _ pair: PlaceLine?,
        of topology: (mesh: MeshTopology, origin: IndexOrigin)?
    ) throws -> MeshGrid? {
        let mesh = topology?.mesh
        var isBuilt = false
        let found = try KeptIndexes(budget: reader.budget).index(recipe(location, pair, mesh)) { file in
            MeshGrid(file, kind: source.kind, location: location, mesh: mesh)
        } build: {
            isBuilt = true
            return try grid(location, pair, of: mesh)
        } draft: { grid in
            // Places that are stated and are not there were over a limit.
            if pair != nil, case .computed = grid.places { return nil }
            return grid.draft(of: mesh)
        }
        guard let (made, origin) = found else { return nil }
        if !isBuilt, location == .face, case .nodes = made.finder { report(source.lack(.face)) }
        // Those of nodes are told with their mesh.
        if location != .node || mesh == nil { made.placeFlaws.problems.forEach(report) }
        return made.having(origin.with(topology?.origin))
    }

    private func recipe(_ location: MeshLocation, _ pair: PlaceLine?, _ mesh: MeshTopology?)
        -> KeptIndexes.Recipe
    {
        let whole = MeshReader.recipe(source)
        return KeptIndexes.Recipe(
            kind: "grid of a mesh",
            format: MeshGrid.indexFormat,
            arrays: whole.arrays + (pair.map { [$0.longitude, $0.latitude] } ?? []),
            facts: whole.facts + [
                "\(whole.format)", source.kind, "\(location)", "\(pair?.areRadians ?? false)",
                "\(mesh == nil) \(pair == nil)", pair?.plane?.facts ?? "",
            ],
            subject: source.name
        )
    }
}
