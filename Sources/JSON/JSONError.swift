/// Why a text is not JSON, or not JSON that is safe to read.
package enum JSONError: Error, Sendable, Equatable {
    /// `expected` names what would have been right at byte `offset`.
    case unexpected(offset: Int, expected: String)
    /// Nested deeper than the limit.
    case tooDeep(limit: Int)
    /// Longer than the limit, in bytes.
    case tooLong(bytes: Int, limit: Int)
    /// Its values would take more memory than the limit, in bytes.
    case tooLarge(limit: Int)
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unexpected(let offset, let expected): "not JSON: expected \(expected) at byte \(offset)"
        case .tooDeep(let limit): "JSON nested deeper than \(limit) levels"
        case .tooLarge(let limit): "JSON whose values take more than \(limit) bytes"
        case .tooLong(let bytes, let limit): "JSON of \(bytes) bytes, the limit is \(limit)"
        }
    }
}
