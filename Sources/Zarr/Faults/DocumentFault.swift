internal import Execution

/// Why a document describes no array or group that can be read; the reader of the hierarchy adds the node's place.
enum DocumentFault: Error, Equatable {
    /// Legal, and not understood here: `codec pcodec`.
    case unsupported(String)
    /// The document contradicts itself or the specification.
    case invalid(String)
    /// Chunks of that shape are too large once they are decoded.
    case chunksTooLarge(shape: [Int], bytes: Int, limit: Int, raisedBy: LimitKey)

    /// The fault with its place: the node's path, and the key of the document at fault.
    func located(path: String, key: String) -> ZarrError {
        switch self {
        case .unsupported(let feature): .unsupported(path: path, feature: feature)
        case .invalid(let reason): .corruptMetadata(key: key, reason: reason)
        case .chunksTooLarge(let shape, let bytes, let limit, let raiser):
            .chunksTooLarge(path: path, chunkShape: shape, bytes: bytes, limit: limit, raisedBy: raiser)
        }
    }
}
