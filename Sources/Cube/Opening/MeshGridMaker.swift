internal import CF
internal import Execution
internal import Grids
internal import Zarr

/// Makes grids of a mesh that has been read.
struct MeshGridMaker {
    let source: MeshSource
    let reader: CoordinateReader
    let report: (MeshProblem) -> Void

    private var budget: OpeningBudget { reader.budget }

    /// The grid of values on faces, nodes or edges, whose places are stated by `pair` or computed.
    ///
    /// - Returns: nil where nothing says where the cells are, or holding it is over a limit.
    /// - Throws: as `CoordinateReader.values(of:bytesPerValue:)`.
    func grid(_ location: MeshLocation, _ pair: PlaceLine?, of mesh: MeshTopology?) throws -> MeshGrid? {
        // Of places none of which is one nothing is stated.
        let read = try pair?.places(reader)
        let stated = read.flatMap { $0.places.hasPlace ? $0.places : nil }
        let grid =
            switch location {
            case .face: try faces(stated, mesh)
            case .node: try nodes(stated, mesh)
            case .edge: try edges(stated, mesh)
            }
        return grid?.having(read?.flaws ?? PlaceFlaws())
    }

    private func faces(_ stated: MeshPlaces?, _ mesh: MeshTopology?) throws -> MeshGrid? {
        guard let mesh, let index = mesh.faceIndex, stated.map({ $0.count == mesh.faces.count }) ?? true
        else {
            guard let stated else { return nil }
            report(source.lack(.face))
            return try near(stated, .face)
        }
        guard let places = try stated ?? computed(count: mesh.faces.count, { mesh.faceMiddles }) else {
            return nil
        }
        guard index.faces.flaws.count > 0, let stated else {
            return grid(.face, places, .faces(index, bare: nil))
        }
        guard let centres = try nodeIndex(stated.vectors) else { return nil }
        return grid(.face, places, .faces(index, bare: centres))
    }

    private func nodes(_ stated: MeshPlaces?, _ mesh: MeshTopology?) throws -> MeshGrid? {
        guard let stated else { return nil }
        guard let mesh, mesh.nodes.count == stated.count else { return try near(stated, .node) }
        guard let index = try nodeIndex(mesh.nodes),
            try budget.hold(MeshFinder.FacesAround.bytes(nodes: stated.count), for: source.name)
        else { return nil }
        let around = mesh.faceIndex.map { MeshFinder.FacesAround(aroundNodes: $0) }
        return grid(.node, stated, .nodes(index, around: around))
    }

    private func edges(_ stated: MeshPlaces?, _ mesh: MeshTopology?) throws -> MeshGrid? {
        let around = mesh?.faceIndex.map { MeshFinder.FacesAround(aroundEdges: $0) }
        if let stated { return try near(stated, .edge, around) }
        guard let mesh, !mesh.edges.isEmpty,
            let places = try computed(count: mesh.edges.count / 2, { mesh.edgeMiddles })
        else { return nil }
        return try near(places, .edge, around)
    }

    /// A grid of places that are found by being near, in faces that are known.
    private func near(
        _ places: MeshPlaces,
        _ location: MeshLocation,
        _ around: MeshFinder.FacesAround? = nil
    ) throws -> MeshGrid? {
        guard let index = try nodeIndex(places.vectors) else { return nil }
        return grid(location, places, .nodes(index, around: around))
    }

    private func grid(_ location: MeshLocation, _ places: MeshPlaces, _ finder: MeshFinder) -> MeshGrid? {
        guard places.hasPlace else { return nil }
        return MeshGrid(kind: source.kind, location: location, places: places, finder: finder)
    }

    private func computed(count: Int, _ vectors: () -> FixedVectors) throws -> MeshPlaces? {
        guard try budget.hold(count * FixedVectors.bytesPerPlace, for: source.name) else { return nil }
        return .computed(vectors())
    }

    private func nodeIndex(_ nodes: FixedVectors) throws -> NodeIndex? {
        let bytes = NodeIndex.bytes(nodes: nodes.count) + nodes.count * FixedVectors.bytesPerPlace
        guard try budget.hold(bytes, for: source.name) else { return nil }
        return try budget.working { try NodeIndex(nodes, context: $0) }
    }
}

extension MeshGridMaker {
    /// The grid of some cells of another, in the order of a list; −1 stands for none.
    func part(of whole: MeshGrid, _ cells: [Int32], name: String) throws -> MeshGrid? {
        let places = whole.places.selected(cells)
        guard try budget.hold(cells.count * places.bytesPerCell, for: name) else { return nil }
        switch whole.finder {
        case .faces(let index, let bare):
            let faces = index.faces.selected(cells)
            let bytes = FaceIndex.bytes(faces: cells.count) + 4 * (faces.corners.count + faces.offsets.count)
            guard try budget.hold(bytes, for: name) else { return nil }
            let part = try budget.working { try FaceIndex(nodes: index.nodes, faces: faces, context: $0) }
            let centres = try bare.flatMap { try nodeIndex($0.nodes.selected(cells)) }
            return grid(whole.location, places, .faces(part, bare: centres))
        case .nodes(let index, let around):
            guard let part = try nodeIndex(index.nodes.selected(cells)),
                try budget.hold(4 * index.nodes.count + 4 * cells.count, for: name)
            else { return nil }
            return grid(whole.location, places, .nodes(part, around: around?.listed(cells)))
        }
    }
}
