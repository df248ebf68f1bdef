internal import Failures

/// What is wrong with a request in this protocol's own terms; all else is a `Failure` of the cube.
enum EDRError: Error, Sendable, Equatable {
    /// A required parameter is absent or empty.
    case missing(parameter: String, expected: String)
    case unknownParameter(name: String, known: [String])
    case repeatedParameter(name: String)
    case unknownPath
    case unsupportedMethod(String)
    /// A dataset without any variable on a geographic grid; `reason` says of one of them why.
    case nothingToQuery(collection: String, reason: String?)
    /// The same, as the coordinates of its variables are damaged.
    case unreadable(Failure)
    /// More of something than one request may have.
    case tooMany(String, allowed: Int, requested: Int)
}
