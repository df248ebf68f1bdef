/// The outlines of a mesh's faces: corners in order, either way round, joined by great circles.
package struct FaceTable: Sendable {
    /// How many faces there are, with an outline or without.
    package let count: Int
    /// How many corners each of them has, where that is the same of all; else 0.
    let uniform: Int
    /// Where the corners of each face begin in `corners`, and where those of the last end; empty where faces are uniform.
    ///
    /// A face without outline has none.
    package let offsets: FlatArray<Int32>
    /// Indices of nodes.
    package let corners: FlatArray<Int32>
    package let flaws: FaceFlaws

    /// No model has faces of more; looking for edges that cross takes the square of it.
    static let maxCorners = 64

    /// Bytes that a table of so many takes at most.
    static func bytes(faces: Int, width: Int) -> Int? {
        guard let corners = Connectivity.bytes(rows: faces, width: width), faces < Int(Int32.max) else {
            return nil
        }
        return corners + (faces + 1) * MemoryLayout<Int32>.size
    }

    /// Bytes that this one takes.
    var byteCount: Int { offsets.byteCount + corners.byteCount }

    package static let none = FaceTable(offsets: [0], corners: [], flaws: FaceFlaws())

    private init(offsets: consuming [Int32], corners: FlatArray<Int32>, flaws: FaceFlaws) {
        count = offsets.count - 1
        let width = count > 0 && corners.count % count == 0 ? corners.count / count : 0
        let isUniform = width > 0 && offsets.indices.allSatisfy { Int(offsets[$0]) == $0 * width }
        uniform = isUniform ? width : 0
        self.offsets = isUniform ? [] : FlatArray(offsets)
        (self.corners, self.flaws) = (corners, flaws)
    }

    /// Of a table that is made.
    init(count: Int, uniform: Int, offsets: FlatArray<Int32>, corners: FlatArray<Int32>, flaws: FaceFlaws) {
        (self.count, self.uniform, self.offsets) = (count, uniform, offsets)
        (self.corners, self.flaws) = (corners, flaws)
    }

    /// Takes the rows of a table whose nodes make an outline.
    package init(_ table: consuming Connectivity, nodes: FixedVectors) {
        let width = table.width
        let faces = width > 0 ? table.nodes.count / width : 0
        var flaws = FaceFlaws()
        var offsets = [Int32]()
        offsets.reserveCapacity(faces + 1)
        offsets.append(0)
        let rows = table.nodes
        let corners = FlatArray<Int32>(unsafeUninitializedCapacity: rows.count) { corners, written in
            nodes.components.withUnsafeBufferPointer { nodes in
                rows.withUnsafeBufferPointer { rows in
                    for face in 0..<faces {
                        let row = UnsafeBufferPointer(rebasing: rows[face * width..<(face + 1) * width])
                        let kept = UnsafeMutableBufferPointer(rebasing: corners[written...])
                        let outline = RowOutline(row, into: kept, nodes)
                        written += outline.count
                        offsets.append(Int32(written))
                        if let flaw = outline.flaw { flaws[keyPath: flaw] += 1 }
                    }
                }
            }
        }
        self.init(offsets: offsets, corners: corners, flaws: flaws)
    }

    /// The corners of a face; empty where it has no outline, or for an index outside.
    func corners(of face: Int) -> FlatArray<Int32>.SubSequence {
        guard face >= 0, face < count else { return corners[0..<0] }
        if uniform > 0 { return corners[face * uniform..<(face + 1) * uniform] }
        let (first, end) = (Int(offsets[face]), Int(offsets[face + 1]))
        guard first >= 0, first <= end, end <= corners.count else { return corners[0..<0] }
        return corners[first..<end]
    }

    /// The faces of a list in its order; what is outside has no outline.
    package func selected(_ faces: [Int32], flaws: FaceFlaws = FaceFlaws()) -> FaceTable {
        var (offsets, corners): ([Int32], [Int32]) = ([0], [])
        offsets.reserveCapacity(faces.count + 1)
        for face in faces {
            corners += self.corners(of: Int(face))
            offsets.append(Int32(corners.count))
        }
        return FaceTable(offsets: offsets, corners: FlatArray(corners), flaws: flaws)
    }
}
