package import Execution

extension MeshTopology {
    private enum Section {
        static let nodes = 1
        static let edges = 2
        static let notes = 3
        static let reaches = 4
        static let faces = 5
        static let tree = 10
    }

    /// Changes whenever the same arrays become another mesh.
    package static let indexFormat = 7

    /// What of the mesh is kept, with what was noted when it was read.
    package func draft(notes: MeshNotes) -> SectionDraft {
        var draft = SectionDraft()
        nodes.add(to: &draft, as: Section.nodes)
        draft.add(edges, as: Section.edges)
        draft.add(FlatArray(notes.numbers), as: Section.notes)
        faces.add(to: &draft, as: Section.faces)
        if let faceIndex {
            draft.add(faceIndex.reaches, as: Section.reaches)
            faceIndex.tree.add(to: &draft, as: Section.tree)
        }
        return draft
    }

    /// The mesh of a file, and what was noted of it; nil where its numbers make no sense.
    ///
    /// Ends of edges are looked up one by one, and may be any numbers.
    package static func kept(_ file: SectionFile) -> (mesh: MeshTopology, notes: MeshNotes)? {
        guard let nodes = FixedVectors(file, from: Section.nodes),
            let edges = file.array(Section.edges, of: Int32.self), edges.count % 2 == 0,
            let notes = file.array(Section.notes, of: Int64.self).flatMap(MeshNotes.init),
            let faces = FaceTable(file, from: Section.faces, nodes: nodes.count)
        else { return nil }
        guard !faces.corners.isEmpty else {
            return (MeshTopology(nodes: nodes, faces: faces, edges: edges, faceIndex: nil), notes)
        }
        guard let tree = SphereTree(file, from: Section.tree, things: faces.count),
            let reaches = file.array(Section.reaches, of: Float.self), reaches.count == tree.leafCount
        else { return nil }
        let index = FaceIndex(nodes: nodes, faces: faces, tree: tree, reaches: reaches)
        return (MeshTopology(nodes: nodes, faces: faces, edges: edges, faceIndex: index), notes)
    }
}

/// What was found out while the arrays of a mesh were read, beside the flaws of its faces.
package struct MeshNotes: Equatable {
    /// Tables that count from 1 though nothing says so.
    package var facesCountFromOne = false
    package var edgesCountFromOne = false
    /// Edges that end at no node.
    package var lostEdges = 0
    /// What stands behind the last node of faces though nothing says so.
    package var assumedFill: Double?
    /// Of the nodes.
    package var nodes = PlaceFlaws()

    package init() {}

    var numbers: [Int64] {
        [
            facesCountFromOne ? 1 : 0, edgesCountFromOne ? 1 : 0, Int64(lostEdges),
            Int64(bitPattern: (assumedFill ?? .nan).bitPattern),
        ] + Array(nodes.numbers)
    }

    init?(_ numbers: FlatArray<Int64>) {
        guard numbers.count == 4 + PlaceFlaws.numberCount, numbers[2] >= 0, numbers[2] <= Int64(Int32.max),
            let flaws = PlaceFlaws(FlatArray(numbers[4...]), count: Int(Int32.max))
        else { return nil }
        nodes = flaws
        (facesCountFromOne, edgesCountFromOne) = (numbers[0] != 0, numbers[1] != 0)
        lostEdges = Int(numbers[2])
        let fill = Double(bitPattern: UInt64(bitPattern: numbers[3]))
        assumedFill = fill.isNaN ? nil : fill
    }
}
