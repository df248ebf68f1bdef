package import Execution
package import ObjectStorage

/// Why a hierarchy, an array or a chunk cannot be read.
///
/// Facts, worded by `description` for log and client alike: paths are those inside the store, never of the
/// host.
package enum ZarrError: Error, Sendable, Equatable {
    /// Nothing at this path is a Zarr node.
    case noNode(path: String)
    /// Nothing is at a path that the configuration names.
    case absentNode(path: String)
    /// A store that cannot be listed does not tell what it holds, and `named` are not there.
    case unlisted(named: [String])
    /// A node is there under a name that no key can have, shown with its control characters named.
    case unusableName(path: String)
    /// A document is there and is not what it should be.
    case corruptMetadata(key: String, reason: String)
    /// Legal, but not something this reader understands; `feature` names it, such as `codec pcodec`.
    case unsupported(path: String, feature: String)
    /// A chunk is there and does not decode.
    case corruptChunk(key: String, reason: String)
    /// An object, or what is made of it in memory, larger than the limit.
    case tooLarge(key: String, bytes: Int, limit: Int, raisedBy: LimitKey)
    /// An array of chunks that are larger than the limit once they are decoded.
    case chunksTooLarge(path: String, chunkShape: [Int], bytes: Int, limit: Int, raisedBy: LimitKey)
    /// The store failed.
    case storage(StorageError)
}

extension ZarrError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noNode(let path): "no Zarr node at '\(path)'"
        case .absentNode(let path): "/\(path): \(Self.absence)"
        case .unusableName(let path): "/\(path): \(Self.unusableName)"
        case .unlisted(let named): "the store \(Self.words(ofUnlisted: named))"
        case .corruptMetadata(let key, let reason): "\(key): \(reason)"
        case .unsupported(let path, let feature): "/\(path): \(feature) is not supported"
        case .corruptChunk(let key, let reason): "\(key): \(reason)"
        case .tooLarge(let key, let bytes, let limit, let raiser):
            "\(key): \(Self.words(bytes, limit, raiser))"
        case .chunksTooLarge(let path, let shape, let bytes, let limit, let raiser):
            "/\(path): \(Self.words(ofChunks: shape, bytes, limit, raiser))"
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

    /// What is said of a node that the configuration names.
    package static let absence = "the configuration names it under 'arrays', and the store shows no such node"

    /// What is said of a name that no key can have.
    package static let unusableName =
        "its name is empty, '.' or '..', has control characters, or is longer than \(ObjectKey.maxBytes) bytes"

    private static let mostNamed = 5

    /// What is said of a store that does not tell what it holds.
    package static func words(ofUnlisted named: [String]) -> String {
        let reason = "cannot be listed and has no consolidated metadata"
        guard !named.isEmpty else {
            return "\(reason): run consolidate_metadata, or name its arrays in the configuration ('arrays')"
        }
        let names = named.prefix(mostNamed).map { "'\($0)'" }.joined(separator: ", ")
        let rest = named.count > mostNamed ? " and \(named.count - mostNamed) more" : ""
        return "\(reason), and nothing is at \(names)\(rest), which the configuration names"
    }

    /// What is too large, without its name.
    package static func words(_ bytes: Int, _ limit: Int, _ raiser: LimitKey) -> String {
        let need = raiser == .memory ? "it needs \(bytes) bytes of memory" : "it is \(bytes) bytes long"
        return "\(need), \(raiser.words(of: limit))"
    }

    /// The same of chunks, by their shape in the order of the dimensions.
    package static func words(ofChunks shape: [Int], _ bytes: Int, _ limit: Int, _ raiser: LimitKey) -> String
    {
        let edges = shape.map(String.init).joined(separator: " × ")
        let size = bytes == .max ? "2^63 bytes or more" : "\(bytes) bytes"
        return "its chunks of \(edges) values are \(size) each, \(raiser.words(of: limit))"
    }
}
