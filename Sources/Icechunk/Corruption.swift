/// What is wrong with an object of a repository; where is said by whoever read it.
package enum Corruption: Error, Sendable, Equatable {
    case shortHeader(bytes: Int)
    case badMagic
    /// A format newer, or older, than those of specs 1 and 2.
    case unsupportedVersion(UInt8)
    case wrongFileType(expected: UInt8, found: UInt8)
    case badCompression(UInt8)
    case badZstandard(String)
    /// Longer than the limit, in bytes.
    case tooLarge(limit: Int)
    case badFlatBuffer(String)
    case missingField(String)
    /// A branch or tag that leads to no snapshot.
    case badReference(String)
    /// A text that should be an id.
    case badID(String)
    /// Parents that lead out of the list or round in circles.
    case badAncestry(String)
    case notSorted(String)
    /// The object's own id is not that of its key.
    case otherID(found: String)
    case badNodeType(UInt8)
    case badPath(String)
    case badShape(path: String)
    case badExtents(path: String)
    case manifestNotListed(String)
    case sizeMismatch(expected: Int, found: Int)
    case badChunkReference(String)
    /// A compressed location whose manifest has no dictionary.
    case noDictionary
    /// A metadata value that does not decode.
    case badValue(String)
}

extension Corruption: CustomStringConvertible {
    package var description: String {
        switch self {
        case .shortHeader(let bytes): "\(bytes) bytes are no header"
        case .badMagic: "is no Icechunk file"
        case .unsupportedVersion(let version): "has format version \(version), versions 1 and 2 are known"
        case .wrongFileType(let expected, let found): "is of file type \(found), expected \(expected)"
        case .badCompression(let code): "compression \(code) is not known"
        case .badZstandard(let reason): "zstd: \(reason)"
        case .tooLarge(let limit): "is longer than the limit of \(limit) bytes"
        case .badFlatBuffer(let reason): "damaged structure: \(reason)"
        case .missingField(let name): "has no \(name)"
        case .badReference(let reason): "is no reference: \(reason)"
        case .badID(let text): "'\(text)' is no id"
        case .badAncestry(let reason): "damaged history: \(reason)"
        case .notSorted(let name): "\(name) are not in order"
        case .otherID(let found): "is the object \(found)"
        case .badNodeType(let type): "node type \(type) is not known"
        case .badPath(let path): "'\(path)' is no path of a node"
        case .badShape(let path): "\(path) has a length and no chunks"
        case .badExtents(let path): "\(path) has manifests of other dimensions"
        case .manifestNotListed(let id): "the manifest \(id) is not in the snapshot's list"
        case .sizeMismatch(let expected, let found): "has \(found) bytes, \(expected) were promised"
        case .badChunkReference(let reason): "damaged chunk reference: \(reason)"
        case .noDictionary: "a compressed location has no dictionary"
        case .badValue(let reason): "damaged metadata value: \(reason)"
        }
    }
}
