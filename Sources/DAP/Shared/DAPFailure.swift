internal import Cube
internal import Execution
internal import Gateway

/// Words every error of a request in DAP's own documents: `Error { }` for DAP2, XML for DAP4.
///
/// DAP2 codes (DAP 2.0, section 7.1): 1000 undefined, 1002 internal, 1003 no such file, 1004 no such variable,
/// 1005 malformed expression, 1007 cannot read file.
enum DAPFailure {
    static func response(_ error: any Error, isDAP4: Bool) -> Response {
        let failure = failure(error)
        var response = isDAP4 ? dap4(failure) : dap2(failure)
        if failure == .busy { response.fields["Retry-After"] = "2" }
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    /// Errors of other layers in the cube's terms; one that nobody knows is our own mistake.
    private static func failure(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: return failure
        case Interruption.deadlinePassed: return .timedOut
        case Interruption.cancelled: return .cancelled
        case Interruption.memoryExhausted, Interruption.heldUp, Interruption.stopping: return .busy
        case let error as SpoolError: return error.isWorthRetrying ? .busy : .defect
        case BadRequest.malformedPath(let what), BadRequest.malformedQuery(let what):
            return .invalid(parameter: "address", received: what, expected: "a well-formed address")
        default: return .defect
        }
    }

    private static func dap2(_ failure: Failure) -> Response {
        let message = DAP2Text.quoted(printable(failure.description))
        return DAPResponse.make(
            status: status(failure),
            contentType: "text/plain; charset=utf-8",
            description: "dods-error",
            body: .bytes(Array("Error {\n    code = \(code(failure));\n    message = \(message);\n};\n".utf8))
        )
    }

    private static func dap4(_ failure: Failure) -> Response {
        DAPResponse.make(
            status: status(failure),
            contentType: "application/vnd.opendap.dap4.error+xml",
            description: nil,
            body: .bytes(document(failure)),
            isDAP4: true
        )
    }

    /// The document of DAP4, for an answer that has begun already.
    static func document(of error: any Error) -> [UInt8] { document(failure(error)) }

    private static func document(_ failure: Failure) -> [UInt8] {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error xmlns="http://xml.opendap.org/ns/DAP/4.0#" httpcode="\(status(failure))">
              <Message>\(MarkupText.escape(failure.description))</Message>
            </Error>

            """
        return Array(text.utf8)
    }

    /// An unknown variable or dimension is a bad constraint, not a missing resource.
    private static func status(_ failure: Failure) -> Int {
        switch failure {
        case .notFound(.variable, _, _), .notFound(.axis, _, _): 400
        default: failure.status
        }
    }

    private static func code(_ failure: Failure) -> Int {
        switch failure {
        case .notFound(.variable, _, _), .notFound(.axis, _, _): 1004
        case .notFound: 1003
        case .invalid, .outsideDomain, .unsupported: 1005
        case .storage: 1007
        case .busy, .timedOut, .cancelled, .defect: 1002
        case .tooLarge: 1000
        }
    }

    /// DAP2 clients show messages as ASCII.
    private static func printable(_ text: String) -> String {
        String(
            decoding: text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? UInt8($0.value) : 0x3F },
            as: UTF8.self
        )
    }
}
