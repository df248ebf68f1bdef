internal import Synchronization

/// Signatures of AWS, version 4.
///
/// As S3 wants it: the path is escaped once and never normalised.
package final class SigningV4: Sendable {
    /// SHA-256 of no bytes: what a request without a body says of it.
    package static let emptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let algorithm = "AWS4-HMAC-SHA256"

    private let credentials: S3Credentials
    private let region: String
    private let service: String
    /// A signing key is good for a day of UTC.
    private let key = Mutex<(day: String, key: HMACKey)?>(nil)

    /// `service`: as AWS names it in signatures.
    package init(credentials: S3Credentials, region: String, service: String = "s3") {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// What is signed, escaped as it is sent.
    package struct Request: Sendable {
        package var method = "GET"
        /// With the port, unless it is the scheme's own.
        package var host: String
        package var path: String
        /// As `URIEscaping.query` writes it; empty for none.
        package var query = ""
        /// More fields that begin with `x-amz-`: names in small letters.
        package var fields: [(name: String, value: String)] = []
        package var payload = SigningV4.emptyPayload

        package init(host: String, path: String, query: String = "") {
            self.host = host
            self.path = path
            self.query = query
        }
    }

    /// What to send: the fields and, for comparison, the texts they were made of.
    package struct Signed: Sendable {
        package let canonicalRequest: String
        package let textToSign: String
        package let authorization: String
        /// All that are signed but `host`, and `authorization`.
        package let fields: [(name: String, value: String)]
    }

    package func sign(_ request: Request, at time: SigningTime) -> Signed {
        var fields = request.fields
        fields.append(("host", request.host))
        fields.append(("x-amz-content-sha256", request.payload))
        fields.append(("x-amz-date", time.text))
        if let token = credentials.sessionToken { fields.append(("x-amz-security-token", token)) }
        fields.sort { $0.name < $1.name }
        let names = fields.map(\.name).joined(separator: ";")
        let lines = fields.map { "\($0.name):\($0.value)\n" }.joined()
        let canonical = [request.method, request.path, request.query, lines, names, request.payload]
            .joined(separator: "\n")
        let scope = "\(time.day)/\(region)/\(service)/aws4_request"
        let text = [Self.algorithm, time.text, scope, Self.hash(canonical)].joined(separator: "\n")
        let signature = Base64Text.hexadecimal(signingKey(day: time.day).code(of: text))
        let authorization =
            "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(signature)"
        let sent = fields.filter { $0.name != "host" } + [("authorization", authorization)]
        return Signed(
            canonicalRequest: canonical,
            textToSign: text,
            authorization: authorization,
            fields: sent
        )
    }

    private func signingKey(day: String) -> HMACKey {
        key.withLock { cached in
            if let cached, cached.day == day { return cached.key }
            var key = HMACKey(Array("AWS4\(credentials.secretKey)".utf8))
            for part in [day, region, service, "aws4_request"] {
                key = HMACKey(key.code(of: part))
            }
            cached = (day, key)
            return key
        }
    }

    package static func hash(_ text: String) -> String {
        Base64Text.hexadecimal(SHA256Digest.digest(of: text))
    }
}
