/// Why a text is not taken for the hash of a password; it never holds the text itself.
package enum PasswordHashRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    case empty
    /// No `$` in front: the password itself, or DES.
    case plain
    /// A form that is guessed by the billion.
    case unsafe(String)
    case unknown
    case malformed(PasswordHash.Kind)
    /// One verification would hold up the others.
    case tooDear(PasswordHash.Kind, String, Int, Int)

    package var description: String {
        switch self {
        case .empty: "is empty"
        case .plain: "is no hash, or one by DES"
        case .unsafe(let name): "is hashed by \(name)"
        case .unknown: "is hashed in a way that is not known here"
        case .malformed(let kind): "is no whole hash by \(kind.rawValue)"
        case .tooDear(let kind, let what, let got, let most):
            "is hashed by \(kind.rawValue) with \(what) \(got), and at most \(most) is taken"
        }
    }
}
