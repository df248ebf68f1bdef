package import Execution
internal import Icechunk
internal import ObjectStorage
internal import Yams

extension IcechunkSource {
    package func declaredPrefixes(context: WorkContext) throws -> [String] {
        do {
            switch try repository.declaredContainers(in: look(for: "main", context), context: context) {
            case .known(let prefixes): return prefixes
            case .text(let bytes): return ContainerText.prefixes(bytes)
            }
        } catch let error as IcechunkError {
            throw StorageError(error, key: "config")
        }
    }
}

/// The places of virtual chunks in a `config.yaml` of spec 1, which comes from a store and may be anything.
enum ContainerText {
    /// Deeper documents are not read: the library's own have a depth of six.
    private static let maxDepth = 64

    static func prefixes(_ bytes: [UInt8]) -> [String] {
        guard isShallow(bytes), let text = String(validating: bytes, as: UTF8.self),
            let containers = try? Yams.compose(yaml: text)?.mapping?["virtual_chunk_containers"]?.mapping
        else { return [] }
        return containers.compactMap { $0.value.mapping?["url_prefix"]?.string }
    }

    /// The parser calls itself for each level: what could open too many of them is refused before.
    private static func isShallow(_ bytes: [UInt8]) -> Bool {
        var (openings, signs, isIndent) = (0, 0, true)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): (signs, isIndent) = (0, true)
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "&"): openings += 1
            case UInt8(ascii: " ") where isIndent: signs += 1
            case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): if isIndent { signs += 1 }
            case UInt8(ascii: " "): break
            default: isIndent = false
            }
            guard openings <= maxDepth, signs <= maxDepth else { return false }
        }
        return true
    }
}
