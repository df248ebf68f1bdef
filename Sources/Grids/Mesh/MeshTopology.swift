package import Execution

/// Nodes, and how faces and edges join them: what a mesh is, whatever file it was in.
package final class MeshTopology: Sendable {
    package let nodes: FixedVectors
    package let faces: FaceTable
    /// Two nodes for each edge; `Connectivity.astray` for an edge that has none.
    package let edges: FlatArray<Int32>
    /// The faces by what they hold; nil where there are none.
    package let faceIndex: FaceIndex?

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init(
        nodes: FixedVectors,
        faces: FaceTable = .none,
        edges: FlatArray<Int32> = [],
        context: WorkContext
    )
        throws
    {
        (self.nodes, self.faces, self.edges) = (nodes, faces, edges)
        faceIndex = faces.corners.isEmpty ? nil : try FaceIndex(nodes: nodes, faces: faces, context: context)
    }

    /// Of a mesh that is made.
    init(nodes: FixedVectors, faces: FaceTable, edges: FlatArray<Int32>, faceIndex: FaceIndex?) {
        (self.nodes, self.faces, self.edges, self.faceIndex) = (nodes, faces, edges, faceIndex)
    }

    /// Bytes of all that `init` takes and makes.
    package static func bytes(nodes: Int, faces: Int, width: Int, edges: Int) -> Int? {
        guard max(nodes, faces, edges) < Int(Int32.max),
            let table = FaceTable.bytes(faces: faces, width: width)
        else { return nil }
        return nodes * FixedVectors.bytesPerPlace + table + FaceIndex.bytes(faces: faces)
            + 2 * edges * MemoryLayout<Int32>.size
    }

    /// The means of the corners of faces.
    package var faceMiddles: FixedVectors {
        let outlines = FaceIndex.Outlines(nodes: nodes, faces: faces)
        return FixedVectors(count: faces.count) { outlines.centre(of: $0) }
    }

    /// The middles of edges on their great circles.
    package var edgeMiddles: FixedVectors {
        FixedVectors(count: edges.count / 2) { edge in
            guard let from = nodes.centre(of: Int(edges[2 * edge])),
                let to = nodes.centre(of: Int(edges[2 * edge + 1]))
            else { return nil }
            return UnitVector.mean(of: [from, to])
        }
    }
}
