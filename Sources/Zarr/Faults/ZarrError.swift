package import Execution
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
    /// An object, or what is made of it in memory, larger than the limit.
    case tooLarge(key: String, bytes: Int, limit: Int, raisedBy: LimitKey)
    /// An array of chunks that are larger than the limit once they are decoded.
    case chunksTooLarge(path: String, chunkShape: [Int], bytes: Int, limit: Int)
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
        case .tooLarge(let key, let bytes, let limit, let raiser):
            "\(key): \(Self.words(bytes, limit, raiser))"
        case .chunksTooLarge(let path, let shape, let bytes, let limit):
            "/\(path): \(Self.words(ofChunks: shape, bytes, limit))"
        case .storage(.outside(let key)): "\(key): a link leads out of the store"
        case .storage(.noStore): "the store is not there"
        case .storage(.tooLong(let key, let bytes, let limit)):
            "\(key): \(Self.words(bytes, limit, .fixed))"
        case .storage(.damaged(let key, let reason)): "\(key): \(reason)"
        case .storage(let error): "\(error.key): the store failed"
        }
    }
}

extension ZarrError {
    /// The key of the limit under which operators raise how large chunks may be.
    package static let chunkLimit = LimitKey.limits("chunk_bytes")

    /// What is too large, without its name.
    package static func words(_ bytes: Int, _ limit: Int, _ raiser: LimitKey) -> String {
        let need = raiser == .memory ? "it needs \(bytes) bytes of memory" : "it is \(bytes) bytes long"
        return "\(need), \(raiser.words(of: limit))"
    }

    /// The same of chunks, by their shape in the order of the dimensions.
    package static func words(ofChunks shape: [Int], _ bytes: Int, _ limit: Int) -> String {
        let edges = shape.map(String.init).joined(separator: " × ")
        let size = bytes == .max ? "2^63 bytes or more" : "\(bytes) bytes"
        return "its chunks of \(edges) values are \(size) each, \(chunkLimit.words(of: limit))"
    }
}
