internal import CF
internal import Grids
internal import Zarr

extension CoordinateReader {
    /// Numbers of a piece: a few milliseconds, and some tens of megabytes.
    private static let pieceLength = 1 << 20

    /// Reads an array of one dimension piece by piece, whole numbers as they are: what comes of it takes less memory than its
    /// numbers.
    ///
    /// `working` bytes are what `body` and `finally`, which follows the last piece, take for themselves meanwhile.
    ///
    /// - Returns: false where `body` wanted no more; nil where reading is over a limit, with a finding.
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails.
    func forEachPiece(
        of variable: StoredVariable,
        working: Int,
        _ body: (Values) -> Bool,
        finally: () -> Void = {}
    ) throws -> Bool? {
        guard variable.shape.count == 1 else { return nil }
        let pieces = Self.pieces(of: variable)
        let largest = pieces.map { Self.transientBytes(Self.read(variable, $0)) }.max() ?? 0
        var isWanted = true
        let isAllowed = try budget.reading(variable, PlannedRead.sum(largest, working)) {
            for piece in pieces where isWanted {
                let read = Self.read(variable, piece)
                guard try budget.allows(read) else { return false }
                isWanted = body(try Self.unpacked(read, context: budget.context))
            }
            if isWanted { finally() }
            return true
        }
        return isAllowed ? isWanted : nil
    }

    private static func read(_ variable: StoredVariable, _ piece: Range<Int>) -> PlannedRead {
        PlannedRead(stored: variable, variable: nil, ranges: [[IndexRange(piece)]])
    }

    /// Whole chunks, so that none is decoded twice.
    private static func pieces(of variable: StoredVariable) -> [Range<Int>] {
        let edges = variable.array.metadata.chunkGrid.dimensions[0]
        var pieces: [Range<Int>] = []
        var start = 0
        while start < edges.length {
            let wanted = min(start + pieceLength, edges.length)
            let end = min(edges.range(of: edges.index(of: wanted - 1)).upperBound, edges.length)
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }
}
