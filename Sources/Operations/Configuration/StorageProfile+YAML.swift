internal import ObjectStorage
internal import Yams

extension StorageProfiles {
    /// The list `storage` of a configuration; relative paths in it are relative to `directory`.
    init(_ document: StrictMapping, file: String, directory: String) throws(ConfigurationError) {
        self.init()
        guard let node = document.node("storage") else { return }
        guard let entries = node.sequence else { throw document.error("storage", "must be a list") }
        var aliases = StorageAliases()
        defer { notes = aliases.notes }
        for (index, written) in entries.enumerated() {
            let place = StrictMapping.Place(file: file, path: "storage[\(index)]")
            let entry = try aliases.canonical(written, place)
            let mapping = try StrictMapping(entry, keys: StorageProfile.keys, place: place)
            let profile = try StorageProfile(mapping, directory: directory)
            guard !all.contains(where: { $0.prefix == profile.prefix }) else {
                throw mapping.error("prefix", "'\(profile.prefix)' has a profile already")
            }
            all.append(profile)
        }
    }
}

extension StorageProfile {
    static let keys =
        ["prefix"] + ["s3", "gs", "az", "http"].flatMap { own[$0] ?? [] }.reduced() + common
    static let common = ["ca_file", "proxy", "http_version", "tell"]
    /// What only some kinds of stores have.
    static let own: [String: [String]] = [
        "s3": [
            "region", "endpoint", "path_style", "access_key_file", "secret_key_file", "session_token_file",
            "profile", "allow_credential_process", "requester_pays", "denied_chunks", "anonymous",
        ],
        "gs": [
            "endpoint", "path_style", "access_key_file", "secret_key_file", "credentials_file",
            "user_project",
            "bearer_token_file", "denied_chunks", "anonymous",
        ],
        "az": [
            "endpoint", "account", "account_key_file", "sas_token_file", "tenant_id", "client_id",
            "client_secret_file", "federated_token_file", "anonymous",
        ],
        "http": ["headers_file", "bearer_token_file"],
    ]

    fileprivate init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        func file(_ key: String) throws(ConfigurationError) -> String? {
            guard let text = try mapping.text(key), !text.hasPrefix("env:") else {
                return try mapping.text(key)
            }
            return try mapping.path(key, below: directory)
        }
        self.init(prefix: try mapping.requiredText("prefix"))
        region = try mapping.text("region")
        endpoint = try mapping.text("endpoint")
        pathStyle = try mapping.truth("path_style")
        isAnonymous = try mapping.truth("anonymous") ?? false
        accessKeyFile = try file("access_key_file")
        secretKeyFile = try file("secret_key_file")
        sessionTokenFile = try file("session_token_file")
        awsProfile = try mapping.text("profile")
        requesterPays = try mapping.truth("requester_pays") ?? false
        allowsCredentialProcess = try mapping.truth("allow_credential_process") ?? false
        deniedChunks = try mapping.choice("denied_chunks", of: DeniedChunks.self) ?? .error
        httpVersion = try mapping.choice("http_version", of: HTTPVersion.self) ?? .auto
        headersFile = try file("headers_file")
        bearerTokenFile = try file("bearer_token_file")
        credentialsFile = try file("credentials_file")
        userProject = try mapping.text("user_project")
        account = try mapping.text("account")
        accountKeyFile = try file("account_key_file")
        sasTokenFile = try file("sas_token_file")
        tenantID = try mapping.text("tenant_id")
        clientID = try mapping.text("client_id")
        clientSecretFile = try file("client_secret_file")
        federatedTokenFile = try file("federated_token_file")
        certificateFile = try file("ca_file")
        proxy = try mapping.text("proxy")
        if mapping.node("tell") != nil { told = try Self.told(mapping) }
        try check(mapping)
    }

    private static func told(
        _ mapping: StrictMapping
    ) throws(ConfigurationError) -> Set<TransferRoute.Told> {
        var all: Set<TransferRoute.Told> = []
        for word in try mapping.texts("tell") {
            guard let told = TransferRoute.Told(rawValue: word) else {
                throw mapping.unknown(word, in: "tell", known: TransferRoute.Told.allCases.map(\.rawValue))
            }
            all.insert(told)
        }
        return all
    }

    private func check(_ mapping: StrictMapping) throws(ConfigurationError) {
        guard let scheme else {
            if let problem = LocationText.problem(ofPrefix: prefix) { throw mapping.error("prefix", problem) }
            throw mapping.error("prefix", "must begin with s3://, gs://, az://, http:// or https://")
        }
        let kind = scheme == "https" ? "http" : scheme
        let allowed = Set(Self.common + (Self.own[kind] ?? []) + ["prefix"])
        if let key = Self.keys.first(where: { !allowed.contains($0) && mapping.node($0) != nil }) {
            throw mapping.error(key, "is for stores at \(Self.schemes(with: key)) only")
        }
        guard (accessKeyFile == nil) == (secretKeyFile == nil) else {
            let missing = accessKeyFile == nil ? "access_key_file" : "secret_key_file"
            throw mapping.error(missing, "is missing: a key and its secret belong together")
        }
        if sessionTokenFile != nil, accessKeyFile == nil {
            throw mapping.error("session_token_file", "needs access_key_file and secret_key_file")
        }
        try checkOneIdentity(mapping)
        if let problem = proxyProblem { throw mapping.error("proxy", problem) }
        if let account, scheme == "az", account.isEmpty { throw mapping.error("account", "must be a text") }
        try checkAddress(mapping, scheme: scheme)
    }

    /// Two kinds of credentials would leave open which one counts.
    private func checkOneIdentity(_ mapping: StrictMapping) throws(ConfigurationError) {
        let keys = [
            "access_key_file", "profile", "bearer_token_file", "credentials_file", "account_key_file",
            "sas_token_file", "client_secret_file", "federated_token_file",
        ]
        let given = keys.filter { mapping.node($0) != nil }
        if isAnonymous, let key = given.first {
            throw mapping.error("anonymous", "must not be true where there is \(key)")
        }
        guard given.count > 1 else { return }
        throw mapping.error(given[1], "must not be given beside \(given[0])")
    }

    private static func schemes(with key: String) -> String {
        ["s3", "gs", "az", "http"].filter { own[$0]?.contains(key) == true }
            .map { $0 == "http" ? "http:// and https://" : "\($0)://" }.joined(separator: " and ")
    }

    /// Tries the settings on the prefix itself, so that mistakes show before anything is opened.
    private func checkAddress(_ mapping: StrictMapping, scheme: String) throws(ConfigurationError) {
        do throws(StoreLocationError) {
            try checkLocation()
        } catch {
            throw mapping.error("prefix", "\(error)")
        }
    }
}

extension [String] {
    /// Each text once.
    fileprivate func reduced() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
