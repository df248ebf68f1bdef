package import Execution

/// One protocol: everything below its path prefixes.
///
/// A service turns protocol words into one typed query, asks the cube for a plan, and encodes what comes back. It never
/// opens a store, never touches a chunk, never decides about access.
package protocol Service: Sendable {
    /// First path segments that belong to this service: `["wms"]`; `[""]` for `/` itself.
    var prefixes: [String] { get }

    /// Answers GET and HEAD (and POST where the protocol has it); the gateway has seen to OPTIONS, HEAD and 304.
    ///
    /// - Throws: whatever went wrong; `failure(_:request:)` words it.
    func respond(to request: Request, context: WorkContext) throws -> Response

    /// The protocol's own document for an error that `respond` or the body threw.
    ///
    /// - Returns: nil for what the protocol has no words for; then the gateway's fallback answers.
    func failure(_ error: any Error, request: Request, context: WorkContext) -> Response?

    /// Methods beyond GET, HEAD and OPTIONS.
    var extraMethods: [HTTPMethod] { get }

    /// Whether its requests count in what somebody may ask for.
    var isCounted: Bool { get }
}

extension Service {
    package var extraMethods: [HTTPMethod] { [] }
    package var isCounted: Bool { true }
}
