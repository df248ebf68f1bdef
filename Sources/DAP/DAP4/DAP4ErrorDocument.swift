internal import Failures
internal import Gateway

/// The document of DAP4 that says what went wrong (DAP 4.0, section 7.2), also in an answer that has begun already.
enum DAP4ErrorDocument {
    static func bytes(_ failure: Failure) -> [UInt8] {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error xmlns="http://xml.opendap.org/ns/DAP/4.0#" httpcode="\(DAPFailure.status(failure))">
              <Message>\(MarkupText.escape(failure.description))</Message>
            </Error>

            """
        return Array(text.utf8)
    }
}
