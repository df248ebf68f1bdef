internal import Failures
internal import ObjectStorage
internal import Zarr

/// A coordinate, or what describes one, of which a chunk is there and is no chunk: asking again meets the same.
///
/// What only a moment of the store has brought about is none: then the whole dataset is not opened.
struct DamagedCoordinate: Error {
    /// The array's name.
    let name: String
    /// With dataset and key, for those who ask for a variable that needs it.
    let failure: Failure
}

extension ZarrError {
    /// Whether it is the bytes that are wrong, and not the way to them.
    var isDamage: Bool {
        switch self {
        case .corruptChunk, .tooLarge, .storage(.damaged), .storage(.tooLong): true
        default: false
        }
    }
}
