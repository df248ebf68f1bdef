package import ObjectStorage

/// Why a hierarchy, an array or a chunk cannot be read.
///
/// Facts, worded by `description` for log and client alike: paths are those inside the store, never of the
/// host.
package enum ZarrError: Error, Sendable, Equatable {
    /// Nothing at this path is a Zarr node.
    case noNode(path: String)
    /// A document is there and is not what it should be.
    case corruptMetadata(key: String, reason: String)
    /// Legal, but not something this reader understands; `feature` names it, such as `codec pcodec`.
    case unsupported(path: String, feature: String)
    /// A chunk is there and does not decode.
    case corruptChunk(key: String, reason: String)
    /// A chunk, or a document, larger than the limit.
    case tooLarge(key: String, bytes: Int, limit: Int)
    /// The store failed.
    case storage(StorageError)
}

extension ZarrError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noNode(let path): "no Zarr node at '\(path)'"
        case .corruptMetadata(let key, let reason): "\(key): \(reason)"
        case .unsupported(let path, let feature): "/\(path): \(feature) is not supported"
        case .corruptChunk(let key, let reason): "\(key): \(reason)"
        case .tooLarge(let key, let bytes, let limit): "\(key): \(bytes) bytes, the limit is \(limit)"
        case .storage(.outside(let key)): "\(key): a link leads out of the store"
        case .storage(.noStore): "the store is not there"
        case .storage(.tooLong(let key, let bytes, let limit)):
            "\(key): it is \(bytes) bytes long, the limit is \(limit)"
        case .storage(.damaged(let key, let reason)): "\(key): \(reason)"
        case .storage(let error): "\(error.key): the store failed"
        }
    }
}
