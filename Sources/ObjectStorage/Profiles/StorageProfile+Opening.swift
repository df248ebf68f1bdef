extension StorageProfile {
    /// The store at `url`, which this profile covers.
    /// - Throws: `StoreLocationError` with the file or variable that is wrong, never with what it holds.
    func s3(
        _ url: String,
        environment: StorageEnvironment,
        engine: TransferEngine
    ) throws(StoreLocationError) -> S3Store {
        let location = try S3Location(
            url,
            region: region ?? environment["AWS_REGION", "AWS_DEFAULT_REGION"],
            endpoint: endpoint ?? environment["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
            pathStyle: pathStyle
        )
        let credentials = try isAnonymous ? nil : credentials(for: url, environment)
        return S3Store(
            location: location,
            credentials: credentials,
            absentOnDenied: absentOnDenied,
            engine: engine
        )
    }

    private func credentials(
        for url: String,
        _ environment: StorageEnvironment
    ) throws(StoreLocationError) -> S3Credentials {
        if let accessKeyFile, let secretKeyFile {
            let parts = S3Credentials(
                accessKeyID: try Self.secret(accessKeyFile, for: url),
                secretKey: try Self.secret(secretKeyFile, for: url),
                sessionToken: try sessionTokenFile.map { file throws(StoreLocationError) in
                    try Self.secret(file, for: url)
                }
            )
            guard let parts else {
                throw .unsuitable(
                    location: url,
                    problem: "\(accessKeyFile) and \(secretKeyFile) hold no credentials"
                )
            }
            return parts
        }
        let id = environment["AWS_ACCESS_KEY_ID"]
        let secret = environment["AWS_SECRET_ACCESS_KEY"]
        guard let id, let secret else {
            let problem =
                id == nil && secret == nil
                ? "there are no credentials: give access_key_file and secret_key_file in a profile below 'storage', or set "
                    + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; public data needs 'anonymous: true'"
                : "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set"
            throw .unsuitable(location: url, problem: problem)
        }
        let token = environment["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"]
        guard let parts = S3Credentials(accessKeyID: id, secretKey: secret, sessionToken: token) else {
            throw .unsuitable(
                location: url,
                problem: "AWS_ACCESS_KEY_ID and its companions hold no credentials"
            )
        }
        return parts
    }

    /// The lines of the file with header fields.
    func fields(for url: String) throws(StoreLocationError) -> [String] {
        guard let headersFile else { return [] }
        let lines = try Self.secret(headersFile, for: url).split(whereSeparator: \.isNewline).map(\.trimmed)
        let fields = lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard fields.allSatisfy(Self.isField) else {
            throw .unsuitable(
                location: url,
                problem: "\(headersFile) must hold lines such as 'Authorization: Bearer …'"
            )
        }
        return fields
    }

    private static func isField(_ line: String) -> Bool {
        guard let colon = line.firstIndex(of: ":") else { return false }
        let name = line[..<colon]
        let value = line[colon...].dropFirst().trimmed
        let managed = [
            "host", "range", "accept-encoding", "content-length", "transfer-encoding", "connection",
        ]
        return !name.isEmpty && !value.isEmpty && !managed.contains(name.lowercased())
            && name.utf8.allSatisfy { HTTPLocation.isPlain($0) && $0 != UInt8(ascii: "/") }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private static func secret(_ file: String, for url: String) throws(StoreLocationError) -> String {
        guard let text = SecretFile.text(at: file) else {
            throw .unsuitable(location: url, problem: "\(file) cannot be read or is empty")
        }
        return text
    }
}
