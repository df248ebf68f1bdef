package import Execution

/// What one request may cost, checked on the bound plan before anything is read.
package struct Limits: Sendable, Hashable {
    package enum Name: String, Sendable, CaseIterable {
        case decodedBytes = "decoded_bytes"
        case fetchedBytes = "fetched_bytes"
        case chunks
        case outputCells = "output_cells"
        case outputBytes = "output_bytes"
        case pixels
        case pictureSide = "picture_side"
        case vertices
        case crossings
        case seconds
        case spoolBytes = "spool_bytes"
        case coordinateBytes = "coordinate_bytes"
        case chunkBytes = "chunk_bytes"
        case memory

        /// What raises it.
        package var key: LimitKey { self == .memory ? .memory : .limits(rawValue) }

        /// What is said where not even one value of something passes: only an operator can help.
        package func wordsOfNothing(of name: String) -> String {
            "Not even one value of '\(name.prefix(80))' passes, as whole chunks are decoded: the operator of this "
                + "server would have to \(key.remedy)."
        }

        package var unit: String {
            switch self {
            case .decodedBytes, .fetchedBytes, .outputBytes, .spoolBytes, .coordinateBytes, .chunkBytes,
                .memory:
                "bytes"
            case .chunks: "chunks"
            case .outputCells: "values"
            case .pixels: "pixels"
            case .pictureSide: "pixels a side"
            case .vertices: "vertices"
            case .crossings: "crossings"
            case .seconds: "seconds"
            }
        }
    }

    /// Bytes of all chunks that a request decodes: a few seconds of both cores.
    package var decodedBytes = 8 << 30
    /// Bytes that a request takes from the store, as its plan estimates them: what transfer costs.
    package var fetchedBytes = 4 << 30
    /// Chunks that a request touches: their list alone stays in the megabytes.
    package var chunks = 200_000
    /// Values in an answer whose encoding is text.
    package var outputCells = 20_000_000
    /// Bytes of an answer whose encoding is binary.
    package var outputBytes = 2 << 30
    /// Pixels of a picture: 4096 × 4096 as ArcGIS requests.
    package var pixels = 4096 * 4096
    /// Pixels of a picture's longer side: with both at the limit a picture has as many as `pixels` allows.
    package var pictureSide = 4096
    /// Corners of the polygons of a request: what GEOS is made to look at.
    package var vertices = 4000
    /// Crossings of a polygon's edges with the latitudes of a grid, and pairs of edges that might cross each other: each
    /// of the two takes half a second.
    package var crossings = 10_000_000
    /// Seconds that a request takes at least, by what it decodes and fetches; its deadline is the server's.
    package var seconds = 600
    /// Bytes that one request may turn round on disk: as large as the largest answer.
    package var spoolBytes = 2 << 30
    /// Bytes that one dataset holds of coordinates, bounds and labels as long as it is open: 2.8 million positions.
    ///
    /// No more than a quarter of the worker's memory, whatever is said here: all datasets share that.
    package var coordinateBytes = 192 << 20
    /// Bytes of one decoded chunk: whoever wants one value of it holds all of them.
    package var chunkBytes = 512 << 20

    package init() {}

    /// The side of the largest square picture: what clients may take for the most that either side can be.
    package var largestSquare: Int { min(pictureSide, Int(Double(pixels).squareRoot())) }

    /// What is allowed under a name; memory is the ledger's, for which a request waits.
    package subscript(name: Name) -> Int {
        switch name {
        case .decodedBytes: decodedBytes
        case .fetchedBytes: fetchedBytes
        case .chunks: chunks
        case .outputCells: outputCells
        case .outputBytes: outputBytes
        case .pixels: pixels
        case .pictureSide: pictureSide
        case .vertices: vertices
        case .crossings: crossings
        case .seconds: seconds
        case .spoolBytes: spoolBytes
        case .coordinateBytes: coordinateBytes
        case .chunkBytes: chunkBytes
        case .memory: .max
        }
    }
}
