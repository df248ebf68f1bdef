internal import Execution

extension MeshGrid {
    /// Cells that answer by being near, as far as others let them, are a grid of their own.
    package func part(
        of cut: GridCut,
        in box: GeographicBox,
        columns: IndexWindow?,
        rows: IndexWindow?,
        memory: PartMemory
    ) -> any Grid {
        let key = CutParts<MeshGrid>.Cut(columns: columns, rows: rows, mask: cut.mask)
        guard answersByBeingNear, let part = part(of: key, memory) else {
            return CutGrid(self, box: box, columns: columns, rows: rows, mask: cut.mask)
        }
        return CutGrid(part, box: box, columns: nil, rows: nil, mask: nil)
    }

    private var answersByBeingNear: Bool {
        switch finder {
        case .faces(_, let bare): bare != nil
        case .nodes: true
        }
    }

    private func part(of cut: CutParts<MeshGrid>.Cut, _ memory: PartMemory) -> MeshGrid? {
        let bytes = finder.bytes(ofPart: cut.count(columns: columnCount, rows: 1), places.bytesPerCell)
        return parts.part(of: cut, bytes: bytes, memory: memory) { context in
            guard let cells = cut.items(columns: columnCount, rows: 1) else { return nil }
            let places = places.selected(cells)
            guard places.hasPlace else { return nil }
            return MeshGrid(
                kind: kind,
                location: location,
                places: places,
                finder: try finder.selected(cells, context)
            )
        }
    }
}

extension MeshFinder {
    /// Bytes that a part of so many cells takes at most.
    fileprivate func bytes(ofPart cells: Int, _ bytesPerCell: Int) -> Int {
        switch self {
        case .faces(let index, let bare):
            let centres = bare == nil ? 0 : NodeIndex.bytes(nodes: cells) + cells * FixedVectors.bytesPerPlace
            return cells * bytesPerCell + FaceIndex.bytes(faces: cells) + index.faces.byteCount + centres
        case .nodes(let index, let around):
            let faces = around.map { around in
                FaceIndex.bytes(faces: around.index.faces.count) + around.index.faces.byteCount
                    + FacesAround.bytes(nodes: cells) + index.nodes.count * MemoryLayout<Int32>.stride
            }
            return cells * (bytesPerCell + FixedVectors.bytesPerPlace) + NodeIndex.bytes(nodes: cells)
                + (faces ?? 0)
        }
    }

    /// Of some cells in the order of a list, as if there were no others; −1 stands for none.
    fileprivate func selected(_ cells: [Int32], _ context: WorkContext) throws -> MeshFinder {
        switch self {
        case .faces(let index, let bare):
            let faces = index.faces.selected(cells)
            return .faces(
                try FaceIndex(nodes: index.nodes, faces: faces, context: context),
                bare: try bare.map { try NodeIndex($0.nodes.selected(cells), context: context) }
            )
        case .nodes(let index, let around):
            return .nodes(
                try NodeIndex(index.nodes.selected(cells), context: context),
                around: try around.map { try $0.left(cells, context) }
            )
        }
    }
}

extension MeshFinder.FacesAround {
    /// The faces all corners of which are among some cells, which have the positions of a list then.
    ///
    /// Whether all edges of a face are among them its corners do not say: of those none is left.
    fileprivate func left(_ cells: [Int32], _ context: WorkContext) throws -> MeshFinder.FacesAround {
        guard corners != .none else {
            return MeshFinder.FacesAround(index: try whole([], context), corners: .none)
        }
        var positions = [Int32](repeating: -1, count: Int(cells.max() ?? -1) + 1)
        for (position, cell) in cells.enumerated() where cell >= 0 { positions[Int(cell)] = Int32(position) }
        let listed = (0..<index.nodes.count).map { node in
            let cell = Int(cell(ofNode: Int32(node)))
            return positions.indices.contains(cell) ? positions[cell] : -1
        }
        let faces = (0..<Int32(index.faces.count)).filter { face in
            let corners = index.faces.corners(of: Int(face))
            return !corners.isEmpty
                && corners.allSatisfy { $0 >= 0 && Int($0) < listed.count && listed[Int($0)] >= 0 }
        }
        let left = try whole(faces, context)
        let chords = SurroundedNodes(left.faces, nodes: left.nodes).chords
        var surrounded = [Float](repeating: 0, count: cells.count)
        for (node, position) in listed.enumerated() where position >= 0 {
            surrounded[Int(position)] = chords[node]
        }
        return MeshFinder.FacesAround(
            index: left,
            corners: .listed(FlatArray(listed)),
            surrounded: FlatArray(surrounded)
        )
    }

    private func whole(_ faces: [Int32], _ context: WorkContext) throws -> FaceIndex {
        try FaceIndex(nodes: index.nodes, faces: index.faces.selected(faces), context: context)
    }
}
