internal import CF
internal import Execution
internal import Grids
internal import Zarr

/// Reads the arrays of a mesh, each once.
struct MeshReader {
    let reader: CoordinateReader

    /// A mesh, what was noted while it was read, and whether all was read that its source names.
    struct Made {
        let mesh: MeshTopology
        var notes = MeshNotes()
        var isWhole = true
    }

    /// The mesh of a source whose nodes have places; nil where reading or holding it is over a limit, or nothing of it is
    /// placed.
    ///
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails or there is no time left.
    func mesh(_ source: MeshSource) throws -> Made? {
        try reader.bring(Self.recipe(source).arrays)
        if let corners = source.corners { return try welded(corners, source) }
        guard let pair = source.nodes else { return nil }
        let faces = source.faceNodes.map { ($0.dimension.size, $0.width) } ?? (0, 0)
        let edges = source.edgeNodes?.dimension.size ?? 0
        guard
            try hold(
                MeshTopology.bytes(nodes: pair.dimension.size, faces: faces.0, width: faces.1, edges: edges),
                for: source
            ), let read = try pair.places(reader, isKept: false)
        else { return nil }
        let nodes = read.places.vectors
        var (notes, isWhole) = (MeshNotes(), true)
        notes.nodes = read.flaws
        let table = try faceTable(source, nodes, &notes, &isWhole).withoutFar(over: nodes)
        let joined = try edgeNodes(source, nodes, &notes, &isWhole)
        return Made(mesh: try topology(nodes, table, joined), notes: notes, isWhole: isWhole)
    }

    /// Takes memory for good, whatever its size says.
    private func hold(_ bytes: Int?, for source: MeshSource) throws -> Bool {
        try reader.budget.hold(bytes ?? .max, for: source.name)
    }

    private func topology(_ nodes: FixedVectors, _ faces: FaceTable, _ edges: FlatArray<Int32>) throws
        -> MeshTopology
    {
        try reader.budget.working { context in
            try MeshTopology(nodes: nodes, faces: faces, edges: edges, context: context)
        }
    }

    private func faceTable(
        _ source: MeshSource,
        _ nodes: FixedVectors,
        _ notes: inout MeshNotes,
        _ isWhole: inout Bool
    ) throws -> FaceTable {
        guard let table = source.faceNodes else { return .none }
        let counts = try table.counts.flatMap { try reader.made(of: $0, holding: 0) { $0.doubles } }
        if table.counts != nil, counts == nil { isWhole = false }
        var (startIsAssumed, assumedFill) = (false, Double?.none)
        let faces = try reader.made(of: table.array, holding: 0) { values -> FaceTable? in
            guard var connectivity = Connectivity(values.doubles, form(table), nodeCount: nodes.count)
            else { return nil }
            (startIsAssumed, assumedFill) = (connectivity.startIsAssumed, connectivity.assumedFill)
            if let counts { connectivity.limit(to: counts) }
            return FaceTable(connectivity, nodes: nodes)
        }
        // Where counts tell how many nodes a face has, what stands behind them is nothing.
        (notes.facesCountFromOne, notes.assumedFill) = (startIsAssumed, counts == nil ? assumedFill : nil)
        guard let faces = faces ?? nil else {
            isWhole = false
            return .none
        }
        return faces
    }

    private func form(_ table: MeshSource.Table) -> Connectivity.Form {
        Connectivity.Form(
            rows: table.dimension.size,
            width: table.width,
            isTransposed: table.rows == 1,
            startIndex: table.startIndex,
            fills: Self.fills(of: table.array)
        )
    }

    /// Numbers that stand for no node where they are none: the greatest of the type, netCDF's default, and what fills an array
    /// of Zarr v2, which xarray writes for `_FillValue`.
    private static func fills(of table: StoredVariable) -> [Double] {
        let greatest: Double? =
            switch table.dataType {
            case .uint8: 255
            case .uint16: 65535
            case .int16: 32767
            case .uint32: 4_294_967_295
            case .int32: 2_147_483_647
            case .uint64: 0x1p64
            case .int64: 0x1p63
            default: nil
            }
        return [greatest, DefaultFill.value(of: table.dataType), CoordinateReader.unmarkedFill(of: table)]
            .compactMap(\.self)
    }

    private func edgeNodes(
        _ source: MeshSource,
        _ nodes: FixedVectors,
        _ notes: inout MeshNotes,
        _ isWhole: inout Bool
    ) throws -> FlatArray<Int32> {
        guard let table = source.edgeNodes, table.width == 2 else { return [] }
        let connectivity = try reader.made(of: table.array, holding: 0) { values in
            Connectivity(values.doubles, form(table), nodeCount: nodes.count)
        }
        guard let connectivity = connectivity ?? nil else {
            isWhole = false
            return []
        }
        let edges = connectivity.nodes
        notes.edgesCountFromOne = connectivity.startIsAssumed
        notes.lostEdges = edges.indices.count { $0 % 2 == 0 && min(edges[$0], edges[$0 + 1]) < 0 }
        return FlatArray(edges)
    }

    /// The mesh of cells that have corners of their own.
    private func welded(
        _ corners: (longitude: StoredVariable, latitude: StoredVariable),
        _ source: MeshSource
    ) throws -> Made? {
        let (cells, width) = (corners.longitude.shape[0], corners.longitude.shape[1])
        guard let table = Connectivity.bytes(rows: cells, width: width),
            let transient = CornerWelding.transientBytes(corners: table / MemoryLayout<Int32>.size),
            try hold(
                MeshTopology.bytes(nodes: cells * width, faces: cells, width: width, edges: 0),
                for: source
            )
        else { return nil }
        guard let longitudes = try degrees(corners.longitude, of: source.faces?.longitude),
            let latitudes = try degrees(corners.latitude, of: source.faces?.latitude)
        else { return nil }
        return try reader.budget.reading(transient) {
            let welding = CornerWelding(longitudes: longitudes, latitudes: latitudes, width: width)
            let faces = FaceTable(welding.table, nodes: welding.nodes).withoutFar(over: welding.nodes)
            let context = reader.budget.context
            return Made(mesh: try MeshTopology(nodes: welding.nodes, faces: faces, context: context))
        }
    }

    /// Corners in degrees: they take the unit of their centre where they say none (CF 1.11, section 7.1).
    private func degrees(_ corners: StoredVariable, of centre: StoredVariable?) throws -> [Double]? {
        let isSilent = CFAttributes(corners.attributes).text("units") == nil
        let areRadians = PlaceLine.areRadians(isSilent ? centre ?? corners : corners)
        return try reader.made(of: corners, holding: 0) { values in
            areRadians ? values.doubles.map { $0 * 180 / .pi } : values.doubles
        }
    }
}
