internal import Execution
package import Failures

extension MeshGrid {
    /// Cells that answer by being near, as far as others let them, are a grid of their own.
    package func part(of left: BoxedCells, memory: PartMemory) throws(Failure) -> any Grid {
        guard answersByBeingNear else { return CutGrid(self, left) }
        let bytes = { (count: Int) in finder.bytes(ofPart: count, places.bytesPerCell) }
        return try parts.grid(of: left, in: self, taking: bytes, memory: memory) { cells, context in
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

    private var answersByBeingNear: Bool {
        switch finder {
        case .faces(_, let bare): bare != nil
        case .nodes: true
        }
    }
}

extension MeshFinder {
    /// Bytes that a part of so many cells takes at most.
    fileprivate func bytes(ofPart cells: Int, _ bytesPerCell: Int) -> PartMemory.Bytes {
        switch self {
        case .faces(let index, let bare):
            let centres = bare == nil ? 0 : NodeIndex.bytes(nodes: cells) + cells * FixedVectors.bytesPerPlace
            let outlines = FaceIndex.bytes(faces: cells) + index.faces.byteCount
            return PartMemory.Bytes(
                kept: cells * bytesPerCell + outlines + centres,
                meanwhile: FaceIndex.bytesMeanwhile(selecting: cells, of: index.faces)
                    + SphereTree.bytesMeanwhile(count: cells)
            )
        case .nodes(_, let around):
            let own = cells * (bytesPerCell + FixedVectors.bytesPerPlace) + NodeIndex.bytes(nodes: cells)
            let meanwhile = SphereTree.bytesMeanwhile(count: cells)
            guard let faces = around?.bytes(ofPart: cells) else {
                return PartMemory.Bytes(kept: own, meanwhile: meanwhile)
            }
            return PartMemory.Bytes(kept: own + faces.kept, meanwhile: meanwhile + faces.meanwhile)
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

extension FaceIndex {
    /// Bytes that an index of some faces takes beside while it is made: their corners in lists that grow, and what its tree
    /// takes.
    fileprivate static func bytesMeanwhile(selecting count: Int, of faces: FaceTable) -> Int {
        let reaches = SphereTree.leaves(count: count) * MemoryLayout<Float>.stride
        return 2 * faces.byteCount + reaches + SphereTree.bytesMeanwhile(count: count)
    }
}

extension MeshFinder.FacesAround {
    /// Bytes that those around so many cells take at most.
    fileprivate func bytes(ofPart cells: Int) -> PartMemory.Bytes {
        let (nodes, faces) = (index.nodes.count, index.faces)
        let number = MemoryLayout<Int32>.stride
        // Positions of cells, those of nodes in two lists, and the faces in one that grows.
        let lists = number * (max(cells, nodes) + 2 * nodes + 2 * faces.count)
        return PartMemory.Bytes(
            kept: FaceIndex.bytes(faces: faces.count) + faces.byteCount + Self.bytes(nodes: cells)
                + nodes * number,
            meanwhile: FaceIndex.bytesMeanwhile(selecting: faces.count, of: faces)
                + SurroundedNodes.bytesMeanwhile(nodes: nodes) + lists
        )
    }

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
