internal import CF
internal import Zarr

/// Meshes of models that write no UGRID, by the names of their arrays (digest: cf.md, section 12).
extension MeshSource {
    /// A mesh of MPAS, on one of whose dimensions a variable lies.
    init?(mpas arrays: ArrayCatalogue, for variable: StoredVariable) {
        let dimensions: Set<String> = ["nCells", "nEdges", "nVertices"]
        guard variable.dimensions.contains(where: { dimensions.contains($0.name) }),
            let cells = Self.mpasPlaces("Cell", arrays)
        else { return nil }
        self.init(name: "MPAS", convention: .mpas)
        faces = cells
        nodes = Self.mpasPlaces("Vertex", arrays)
        edges = Self.mpasPlaces("Edge", arrays)
        faceNodes = Table(arrays["verticesOnCell"], along: "nCells", startIndex: 1)
        let counts = arrays["nEdgesOnCell"]
        if counts?.dimensions.map(\.name) == ["nCells"] { faceNodes?.counts = counts }
        edgeNodes = Table(arrays["verticesOnEdge"], along: "nEdges", startIndex: 1)
    }

    private static func mpasPlaces(_ of: String, _ arrays: ArrayCatalogue) -> PlaceLine? {
        let longitude = arrays["lon\(of)"]
        let isPlain = longitude.map { CFAttributes($0.attributes).text("units") == nil } ?? true
        return PlaceLine(longitude, arrays["lat\(of)"], areRadians: isPlain)
    }

    /// A mesh of FVCOM: nodes `lon lat`, elements `lonc latc` with their nodes in `nv`.
    init?(fvcom arrays: ArrayCatalogue) {
        guard let nodes = PlaceLine(arrays["lon"], arrays["lat"]),
            let table = Table(arrays["nv"], along: "nele", startIndex: 1), table.width == 3,
            table.dimension != nodes.dimension
        else { return nil }
        self.init(name: "nv", convention: .fvcom)
        self.nodes = nodes
        faceNodes = table
        faces = PlaceLine(arrays["lonc"], arrays["latc"])
    }

    /// A mesh of FESOM: nodes `lon lat(nod2)`, triangles `elements(n3, elem)`.
    init?(fesom arrays: ArrayCatalogue) {
        guard let nodes = PlaceLine(arrays["lon"], arrays["lat"]), nodes.dimension.name.hasPrefix("nod"),
            let table = Table(arrays["elements"], along: "elem", startIndex: 1), table.width == 3
        else { return nil }
        self.init(name: "elements", convention: .fesom)
        self.nodes = nodes
        faceNodes = table
    }

    /// Cells with outlines of their own: longitudes and latitudes along one dimension whose bounds have three corners or
    /// more, or, as ICON writes them, corners by their names.
    init?(corners arrays: ArrayCatalogue, for variable: StoredVariable) {
        let listed = PlaceLine(CFAttributes(variable.attributes).names("coordinates"), arrays)
        let places = [listed, PlaceLine(arrays["clon"], arrays["clat"])].compactMap(\.self).first { pair in
            variable.dimensions.contains(pair.dimension)
        }
        guard let places else { return nil }
        let bounds = [places.longitude, places.latitude].map { array in
            CFAttributes(array.attributes).text("bounds").flatMap { arrays[$0] }
        }
        if let longitude = bounds[0], let latitude = bounds[1],
            Self.areCorners(longitude, latitude, of: places)
        {
            self.init(name: longitude.name, convention: .bounds)
            corners = (longitude, latitude)
        } else if let longitude = arrays["clon_vertices"], let latitude = arrays["clat_vertices"],
            Self.areCorners(longitude, latitude, of: places)
        {
            self.init(name: longitude.name, convention: .icon)
            corners = (longitude, latitude)
        } else {
            return nil
        }
        faces = places
    }

    private static func areCorners(
        _ longitude: StoredVariable,
        _ latitude: StoredVariable,
        of places: PlaceLine
    ) -> Bool {
        longitude.dimensions.count == 2 && longitude.dimensions == latitude.dimensions
            && longitude.dimensions[0] == places.dimension && longitude.dimensions[1].size >= 3
    }

    /// The arrays by which models say how their meshes hang together: no data, though no attribute says so.
    static func tables(in arrays: ArrayCatalogue) -> Set<String> {
        var names = Set(
            [MeshSource(fvcom: arrays), MeshSource(fesom: arrays)].compactMap { $0?.faceNodes?.array.name }
        )
        if mpasPlaces("Cell", arrays) != nil {
            let own = arrays.own.map(\.name)
            names.formUnion(
                own.filter { name in name.hasPrefix("indexTo") || MeshTables.ofMPAS.contains(name) }
            )
            for (axis, part) in ["lon", "lat", "x", "y", "z"].flatMap({ axis in
                ["Cell", "Edge", "Vertex"].map { (axis, $0) }
            }) {
                names.insert(axis + part)
            }
        }
        return names
    }

    /// What says that the places of a variable's cells are in another file; nil where nothing does.
    static func elsewhere(_ variable: CFAttributes, _ group: CFAttributes) -> MeshProblem? {
        guard [variable, group].contains(where: { $0.text("CDI_grid_type") == "unstructured" }) else {
            return nil
        }
        for name in ["grid_file_uri", "uuidOfHGrid", "number_of_grid_used"] {
            for attributes in [variable, group] {
                if let text = attributes.text(name) { return .elsewhere(attribute: name, value: text) }
                if let number = attributes.number(name), let whole = Int(exactly: number) {
                    return .elsewhere(attribute: name, value: "\(whole)")
                }
            }
        }
        return nil
    }
}
