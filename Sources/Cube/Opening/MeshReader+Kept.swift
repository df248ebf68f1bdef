internal import CF
internal import Execution
internal import Grids

extension MeshReader {
    /// The mesh of a source, from the host's folder of indexes where it was made before, and where its index is from.
    ///
    /// `report` is given findings, by the array that they are about.
    ///
    /// - Throws: as `mesh`.
    func topology(
        _ source: MeshSource,
        report: (String, MeshProblem) -> Void
    ) throws -> (mesh: MeshTopology, origin: IndexOrigin)? {
        let found = try KeptIndexes(budget: reader.budget).index(Self.recipe(source)) { file in
            MeshTopology.kept(file).map { Made(mesh: $0.mesh, notes: $0.notes) }
        } build: {
            try mesh(source)
        } draft: { made in
            made.isWhole ? made.mesh.draft(notes: made.notes) : nil
        }
        guard let (made, origin) = found else { return nil }
        tell(made, source, report)
        return (made.mesh, origin)
    }

    /// What a mesh is made from.
    static func recipe(_ source: MeshSource) -> KeptIndexes.Recipe {
        let tables = [source.faceNodes, source.edgeNodes]
        let places = source.nodes.map { [$0.longitude, $0.latitude] } ?? []
        let corners = source.corners.map { [$0.longitude, $0.latitude] } ?? []
        let units = source.faces.map { CFAttributes($0.longitude.attributes).text("units") ?? "" }
        return KeptIndexes.Recipe(
            kind: "mesh",
            format: MeshTopology.indexFormat,
            arrays: corners + places + tables.flatMap { [$0?.array, $0?.counts].compactMap(\.self) },
            facts: [
                "\(source.convention)", "\(corners.count)", "\(source.nodes?.areRadians ?? false)",
                units ?? "", source.nodes?.plane?.facts ?? "",
            ]
                + tables.map { table in
                    let start = table?.startIndex.map { "\($0)" } ?? ""
                    return table.map { "\($0.array.name) \($0.rows) \(start) \($0.counts == nil)" } ?? ""
                },
            subject: source.name
        )
    }

    private func tell(_ made: Made, _ source: MeshSource, _ report: (String, MeshProblem) -> Void) {
        let (faces, notes) = (made.mesh.faces, made.notes)
        let table = source.corners?.longitude.name ?? source.faceNodes?.array.name ?? source.name
        let edges = source.edgeNodes?.array.name ?? source.name
        for problem in notes.nodes.problems { report(source.nodes?.longitude.name ?? source.name, problem) }
        if notes.facesCountFromOne { report(table, .countsFromOne) }
        if let fill = notes.assumedFill { report(table, .fillIsAssumed(fill)) }
        if faces.flaws.count > 0 { report(table, .outlines(faces.flaws, of: faces.count)) }
        if notes.edgesCountFromOne { report(edges, .countsFromOne) }
        if notes.lostEdges > 0 { report(edges, .edges(notes.lostEdges, of: made.mesh.edges.count / 2)) }
    }
}
