internal import Cube
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
        response.fields["XDODS-Server"] = server
        response.fields["XDAP"] = isDAP4 ? "4.0" : "2.0"
        return response
    }

    static func text(_ text: String, description: String) -> Response {
        make(
            contentType: "text/plain; charset=utf-8",
            description: description,
            body: .bytes(Array(text.utf8))
        )
    }

    static func html(_ text: String, description: String) -> Response {
        make(
            contentType: "text/html; charset=utf-8",
            description: description,
            body: .bytes(Array(text.utf8))
        )
    }

    static func xml(_ text: String, type: String = "application/xml; charset=utf-8", isDAP4: Bool) -> Response
    {
        make(contentType: type, description: nil, body: .bytes(Array(text.utf8)), isDAP4: isDAP4)
    }
}

extension Response {
    /// Says which state of the dataset the answer comes from, and for how long it may be kept.
    ///
    /// `content` is what else the bytes depend on: the kind of answer and the canonical constraint.
    func identified(by dataset: Dataset, content: String) -> Response {
        var response = self
        let version = dataset.version
        let tag = ContentTag.of([dataset.identity, dataset.address.text, content, DAPResponse.server])
        response.entityTag = version.isPinned ? tag : "W/" + tag
        response.fields["Sluice-Snapshot"] = version.snapshot
        response.fields["Cache-Control"] =
            version.isPinned ? "public, max-age=31536000, immutable" : "no-cache"
        return response
    }
}

/// A tag for content that is named by several texts.
enum ContentTag {
    /// FNV-1a over the texts and their lengths, twice with different starts: 128 bits in hexadecimal.
    static func of(_ texts: [String]) -> String {
        [0xcbf2_9ce4_8422_2325, 0x9ae1_6a3b_2f90_404f].map { (start: UInt64) in
            var hash = start
            for text in texts {
                for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
                hash = (hash ^ UInt64(text.utf8.count)) &* 0x100_0000_01b3
            }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
