package import Execution

extension MeshGrid {
    private enum Section {
        static let form = 1
        static let extent = 2
        static let longitudes = 3
        static let latitudes = 4
        static let vectors = 5
        static let nodes = 6
        static let index = 7
        static let flaws = 7 + NodeIndex.sectionCount
        static let surrounded = flaws + 1
    }

    /// How the cells are found, as a number.
    private enum Form: Int64 {
        case faces = 1
        /// Faces, of which some have no outline.
        case bareFaces
        /// Nodes of the mesh, and the faces around them.
        case nodesOfFaces
        /// Places alone.
        case places
        /// Places, and the faces around them.
        case placesInFaces
    }

    /// Changes whenever the same mesh and places become another grid.
    package static let indexFormat = 6

    /// What of the grid is kept beside its mesh; nil for a part of another grid, which has no file.
    package func draft(of mesh: MeshTopology?) -> SectionDraft? {
        var draft = SectionDraft()
        let form: Form
        switch finder {
        case .faces(_, nil): form = .faces
        case .faces(_, let bare?):
            form = .bareFaces
            bare.nodes.add(to: &draft, as: Section.nodes)
            bare.add(to: &draft, as: Section.index)
        case .nodes(let index, let around):
            switch around?.corners {
            case .listed: return nil
            case .cells: form = .nodesOfFaces
            case .some(.none): form = .placesInFaces
            case nil: form = .places
            }
            if form != .nodesOfFaces { index.nodes.add(to: &draft, as: Section.nodes) }
            index.add(to: &draft, as: Section.index)
            if let around { draft.add(around.surrounded, as: Section.surrounded) }
        }
        draft.add([form.rawValue] as FlatArray<Int64>, as: Section.form)
        extent.add(to: &draft, as: Section.extent)
        draft.add(placeFlaws.numbers, as: Section.flaws)
        switch places {
        case .single(let longitudes, let latitudes):
            draft.add(longitudes, as: Section.longitudes)
            draft.add(latitudes, as: Section.latitudes)
        case .double(let longitudes, let latitudes):
            draft.add(longitudes, as: Section.longitudes)
            draft.add(latitudes, as: Section.latitudes)
        case .computed(let vectors): vectors.add(to: &draft, as: Section.vectors)
        }
        return draft
    }

    /// The grid of a file on a mesh, or on none; nil where it is of another mesh, or its numbers make no sense.
    package init?(_ file: SectionFile, kind: String, location: MeshLocation, mesh: MeshTopology?) {
        guard let numbers = file.array(Section.form, of: Int64.self), numbers.count == 1,
            let form = Form(rawValue: numbers[0]), let extent = GeographicExtent(file, from: Section.extent),
            let places = MeshPlaces(file, Section.longitudes, Section.latitudes, Section.vectors),
            let finder = Self.finder(file, form, mesh, count: places.count),
            let flaws = file.array(Section.flaws, of: Int64.self).flatMap({
                PlaceFlaws($0, count: places.count)
            })
        else { return nil }
        self.init(kind: kind, location: location, places: places, finder: finder, extent: extent)
        self = having(flaws)
    }

    private static func finder(_ file: SectionFile, _ form: Form, _ mesh: MeshTopology?, count: Int)
        -> MeshFinder?
    {
        switch form {
        case .faces:
            guard let index = mesh?.faceIndex, index.faces.count == count else { return nil }
            return .faces(index, bare: nil)
        case .bareFaces:
            guard let index = mesh?.faceIndex, index.faces.count == count,
                let nodes = FixedVectors(file, from: Section.nodes), nodes.count == count,
                let bare = NodeIndex(file, from: Section.index, nodes: nodes)
            else { return nil }
            return .faces(index, bare: bare)
        case .nodesOfFaces:
            guard let mesh, let faces = mesh.faceIndex, mesh.nodes.count == count,
                let index = NodeIndex(file, from: Section.index, nodes: mesh.nodes),
                let surrounded = file.array(Section.surrounded, of: Float.self), surrounded.count == count
            else { return nil }
            let around = MeshFinder.FacesAround(index: faces, corners: .cells, surrounded: surrounded)
            return .nodes(index, around: around)
        case .places, .placesInFaces:
            let faces = form == .placesInFaces ? mesh?.faceIndex : nil
            guard let nodes = FixedVectors(file, from: Section.nodes), nodes.count == count,
                let index = NodeIndex(file, from: Section.index, nodes: nodes),
                form == .places || faces != nil
            else { return nil }
            return .nodes(index, around: faces.map { MeshFinder.FacesAround(aroundEdges: $0) })
        }
    }
}

extension MeshPlaces {
    /// Places of a file, whatever they are; nil where it has none, or more of one kind than of the other.
    fileprivate init?(_ file: SectionFile, _ first: Int, _ second: Int, _ computed: Int) {
        if let longitudes = file.array(first, of: Float.self),
            let latitudes = file.array(second, of: Float.self)
        {
            guard longitudes.count == latitudes.count else { return nil }
            self = .single(longitudes: longitudes, latitudes: latitudes)
        } else if let longitudes = file.array(first, of: Double.self),
            let latitudes = file.array(second, of: Double.self)
        {
            guard longitudes.count == latitudes.count else { return nil }
            self = .double(longitudes: longitudes, latitudes: latitudes)
        } else if let vectors = FixedVectors(file, from: computed) {
            self = .computed(vectors)
        } else {
            return nil
        }
        guard count <= SphereTree.maxCount else { return nil }
    }
}
