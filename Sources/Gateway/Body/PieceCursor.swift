/// What is left of pieces of memory that belong together.
struct PieceCursor {
    private let pieces: [UnsafeRawBufferPointer]
    /// The first of them that is not yet taken whole, and how much of it is.
    private var piece = 0
    private var taken = 0
    /// Bytes that are left.
    private(set) var count: Int

    init(_ pieces: [UnsafeRawBufferPointer]) {
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.count }
    }

    /// Hands out the next `bytes` bytes, or what there is, where they lie.
    mutating func take(_ bytes: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        var wanted = min(bytes, count)
        count -= wanted
        while wanted > 0 {
            let inside = min(pieces[piece].count - taken, wanted)
            body(UnsafeRawBufferPointer(rebasing: pieces[piece][taken..<(taken + inside)]))
            wanted -= inside
            taken += inside
            if taken == pieces[piece].count { (piece, taken) = (piece + 1, 0) }
        }
    }
}
