/// Signatures with the key of an account ("Authorize with Shared Key", versions from 2015-02-21 on).
enum AzureSharedKey {
    /// What is signed, escaped as it is sent.
    struct Request {
        var method = "GET"
        /// As sent, still escaped.
        var path: String
        /// Not escaped.
        var parameters: [(name: String, value: String)] = []
        /// All fields that are sent and signed: names in small letters.
        var fields: [(name: String, value: String)] = []
    }

    private static let plainFields = [
        "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
        "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
    ]

    static func text(_ request: Request, account: String) -> String {
        let values = plainFields.map { name in request.fields.first { $0.name == name }?.value ?? "" }
        let own = request.fields.filter { $0.name.hasPrefix("x-ms-") }.sorted { $0.name < $1.name }
        let parameters = request.parameters.map { ($0.name.lowercased(), $0.value) }.sorted { $0 < $1 }
        let lines =
            [request.method] + values + own.map { "\($0.name):\($0.value)" } + ["/\(account)\(request.path)"]
            + parameters.map { "\($0.0):\($0.1)" }
        return lines.joined(separator: "\n")
    }

    /// The field `Authorization`; nil when the key is no base64.
    static func authorization(_ request: Request, account: String, key: String) -> String? {
        guard let bytes = Base64Text.decode(key), !bytes.isEmpty else { return nil }
        let code = HMACKey(bytes).code(of: text(request, account: account))
        return "SharedKey \(account):\(Base64Text.encode(code))"
    }
}
