/// A table of outlines with its nodes, for as long as a place is looked for; faces are indices of it.
struct OutlinePointers {
    let count: Int
    let uniform: Int
    let offsets: UnsafeBufferPointer<Int32>
    let corners: UnsafeBufferPointer<Int32>
    let nodes: FaceNodes

    @inline(__always)
    func hold(_ test: FaceTest, _ face: Int) -> Bool {
        guard let (first, count) = span(face) else { return false }
        return test.isInside(first, count, nodes)
    }

    func meet(_ test: FaceTest, _ face: Int) -> Bool {
        guard let (first, count) = span(face) else { return false }
        return test.isOnEdge(first, count, nodes)
    }

    /// Where a face's corners lie, and how many they are; nil for what is no face, in a file that was damaged while it is
    /// mapped.
    @inline(__always)
    private func span(_ face: Int) -> (first: UnsafePointer<Int32>, count: Int)? {
        guard face >= 0, face < count, let start = corners.baseAddress else { return nil }
        guard uniform == 0 else { return (start + face * uniform, uniform) }
        let (first, end) = (Int(offsets[face]), Int(offsets[face + 1]))
        guard first >= 0, first <= end, end <= corners.count else { return nil }
        return (start + first, end - first)
    }
}
