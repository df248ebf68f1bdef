internal import Glibc

/// Why the store could not be asked.
enum StoreTrouble: Error, Sendable, Equatable, CustomStringConvertible {
    case cannotConnect(String)
    /// The connection is of no use any more.
    case broken(String)
    /// It answered with an error: its first words.
    case refused(String)
    /// What it said is no answer to what was asked.
    case nonsense(String)
    case tooSlow
    case noPassword(String)

    var description: String {
        switch self {
        case .cannotConnect(let cause): "it cannot be connected: \(cause)"
        case .broken(let cause): "the connection broke: \(cause)"
        case .refused(let words): "it refused: \(words)"
        case .nonsense(let what): "it answered nonsense: \(what)"
        case .tooSlow: "it answered too slowly"
        case .noPassword(let cause): "its password cannot be read: \(cause)"
        }
    }
}
