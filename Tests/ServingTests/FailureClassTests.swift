import Execution
import Failures
import Gateway
import Glibc
import Testing

@testable import Serving

/// Which class of failure an error of another layer is.
@Suite struct FailureClassTests {
    private struct Stranger: Error {}

    private static let cases: [(error: any Error, failure: Failure?)] = [
        (Failure.timedOut, .timedOut),
        (Failure.notFound(.axis, name: "a", known: []), .notFound(.axis, name: "a", known: [])),
        (Interruption.deadlinePassed, .timedOut), (Interruption.cancelled, .cancelled),
        (Interruption.stopping, .busy), (Interruption.heldUp, .busy),
        (Interruption.memoryExhausted(requested: 2, budget: 1), .busy),
        (SpoolError.full(limit: 1), .noRoom), (SpoolError.system(errno: ENOSPC), .noRoom),
        (SpoolError.system(errno: EIO), .noRoom),
        (TransportError.closed(errno: EPIPE), .cancelled), (TransportError.stalled, .cancelled),
        (
            BadRequest.malformedQuery("x"),
            .invalid(parameter: "address", received: "x", expected: "a well-formed address")
        ),
        (
            BadRequest.malformedPath("y"),
            .invalid(parameter: "address", received: "y", expected: "a well-formed address")
        ),
        (BadRequest.bodyTooLong(limit: 1), nil), (BadRequest.notThroughTheGate, nil),
        (RoutingError.noSuchPath("/"), nil), (NegotiationError.unknownFormat("x", known: []), nil),
        (Stranger(), nil),
    ]

    @Test(arguments: cases.indices)
    func isTheSameInEveryProtocol(number: Int) {
        #expect(Failure(classifying: Self.cases[number].error) == Self.cases[number].failure)
    }
}
