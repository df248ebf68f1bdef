internal import Gateway

/// The header fields that DAP clients look at, the same on every answer.
enum DAPResponse {
    /// Goes out in `XDODS-Server` and `.ver`.
    static let server = "Sluice/0.1"

    /// `description` holds the words of `Content-Description`; nil where the protocol has none.
    static func make(
        status: Int = 200,
        contentType: String,
        description: String?,
        body: ResponseBody,
        isDAP4: Bool = false
    ) -> Response {
        var response = Response(status: status, contentType: contentType, body: body)
        response.fields["Content-Description"] = description
        label(&response, isDAP4: isDAP4)
        return response
    }

    /// Names the server, and the version of the protocol that it answers in.
    static func label(_ response: inout Response, isDAP4: Bool) {
        response.fields["XDODS-Server"] = server
        response.fields["XDAP"] = isDAP4 ? "4.0" : "2.0"
    }

    static func text(_ text: String, description: String) -> Response {
        self.text(Array(text.utf8), description: description)
    }

    /// `text` is UTF-8.
    static func text(_ text: [UInt8], description: String) -> Response {
        self.text(.bytes(text), description: description)
    }

    static func text(_ body: ResponseBody, description: String) -> Response {
        make(contentType: "text/plain; charset=utf-8", description: description, body: body)
    }

    /// A DDS or a DAS: pydap 3.2 asks for them compressed, as its `requests` does, and takes what comes for plain text.
    static func declarations(_ body: ResponseBody, description: String) -> Response {
        var response = text(body, description: description)
        response.isCompressible = false
        return response
    }

    static func html(_ text: String, description: String) -> Response {
        var response = make(
            contentType: "text/html; charset=utf-8",
            description: description,
            body: .bytes(Array(text.utf8))
        )
        response.fields["Content-Security-Policy"] = DAPPage.security
        return response
    }

    static func xml(_ text: String, type: String = "application/xml; charset=utf-8", isDAP4: Bool) -> Response
    {
        make(contentType: type, description: nil, body: .bytes(Array(text.utf8)), isDAP4: isDAP4)
    }
}

/// A tag for a page, which is named by its own text.
enum ContentTag {
    /// FNV-1a: 64 bits in hexadecimal.
    static func of(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
