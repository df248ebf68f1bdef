internal import Execution
internal import Failures
internal import Gateway

/// Words every error of a request in DAP's own documents: `Error { }` for DAP2, XML for DAP4.
///
/// DAP2 codes (DAP 2.0, section 7.1): 1000 undefined, 1002 internal, 1003 no such file, 1004 no such variable,
/// 1005 malformed expression, 1007 cannot read file.
enum DAPErrorAnswer {
    static func of(_ error: any Error, isDAP4: Bool) -> Response {
        let failure = DAPFailure.of(error)
        var response = isDAP4 ? dap4(failure) : dap2(failure)
        response.fields["Cache-Control"] = "no-store"
        return response
    }

    /// The message is UTF-8, as that of Hyrax and THREDDS: netCDF-C 4.9 prints it as it is, other clients show none.
    private static func dap2(_ failure: Failure) -> Response {
        let message = DAP2Text.quoted(VisibleText.of(failure.description))
        return DAPResponse.make(
            status: DAPFailure.status(failure),
            contentType: "text/plain; charset=utf-8",
            description: "dods-error",
            body: .bytes(Array("Error {\n    code = \(code(failure));\n    message = \(message);\n};\n".utf8))
        )
    }

    private static func dap4(_ failure: Failure) -> Response {
        DAPResponse.make(
            status: DAPFailure.status(failure),
            contentType: "application/vnd.opendap.dap4.error+xml",
            description: nil,
            body: .bytes(DAP4ErrorDocument.bytes(failure)),
            isDAP4: true
        )
    }

    private static func code(_ failure: Failure) -> Int {
        switch failure {
        case .notFound(.variable, _, _), .notFound(.axis, _, _), .notServed: 1004
        case .notFound: 1003
        case .invalid, .outsideDomain, .unsupported: 1005
        case .storage: 1007
        case .busy, .noRoom, .timedOut, .cancelled, .defect: 1002
        case .tooLarge, .unauthenticated, .tooManyRequests: 1000
        }
    }
}
