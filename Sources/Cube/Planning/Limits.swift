/// What one request may cost, checked on the bound plan before anything is read.
package struct Limits: Sendable, Equatable {
    package enum Name: String, Sendable {
        case decodedBytes = "decoded_bytes"
        case chunks
        case outputCells = "output_cells"
        case outputBytes = "output_bytes"
        case pixels
        case memory

        package var unit: String {
            switch self {
            case .decodedBytes, .outputBytes, .memory: "bytes"
            case .chunks: "chunks"
            case .outputCells: "values"
            case .pixels: "pixels"
            }
        }
    }

    /// Bytes of all chunks that a request decodes: a few seconds of both cores.
    package var decodedBytes = 8 << 30
    /// Chunks that a request touches: their list alone stays in the megabytes.
    package var chunks = 200_000
    /// Values in an answer whose encoding is text.
    package var outputCells = 20_000_000
    /// Bytes of an answer whose encoding is binary.
    package var outputBytes = 2 << 30
    /// Pixels of a picture: 4096 × 4096 as ArcGIS asks for.
    package var pixels = 4096 * 4096

    package init() {}
}
