internal import Glibc

// What the gateway's own errors are called in the log, beside the words that clients get.

extension RoutingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchPath(let path): "there is nothing at '\(path.prefix(80))'"
        case .methodNotAllowed(let method, _): "the method \(method.name.prefix(20)) is not possible here"
        }
    }
}

extension BadRequest: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedPath(let reason): "malformed address: \(reason)"
        case .malformedQuery(let reason): "malformed query: \(reason)"
        case .notThroughTheGate: "the request did not come through the gate: SLUICE_GATE is missing or wrong"
        case .bodyTooLong(let limit): "a body longer than \(limit) bytes"
        }
    }
}

extension Overload: CustomStringConvertible {
    var description: String { "the request waited longer than it may take" }
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .closed(let code): "the client has gone: \(String(cString: strerror(code)))"
        case .stalled: "the client took nothing for too long"
        }
    }
}

extension MeasuredLengthError: CustomStringConvertible {
    var description: String { "a body of \(written) bytes, \(promised) were promised" }
}
