extension StorageProfile {
    /// The store at an `s3:` address, which this profile covers.
    ///
    /// - Throws: `StoreLocationError` with the file or variable that is wrong, never with what it holds.
    func s3(
        _ url: String,
        environment: StorageEnvironment,
        engine: TransferEngine
    ) throws(StoreLocationError) -> S3Store {
        let settings = AWSSettings(
            environment: environment,
            profileName: awsProfile,
            allowsProcess: allowsCredentialProcess
        )
        let location = try S3Location(
            url,
            region: region ?? settings.region,
            endpoint: endpoint ?? settings.endpoint,
            pathStyle: pathStyle ?? settings.pathStyle
        )
        var dialects = S3Store.Dialects()
        dialects.deniedChunks = deniedChunks
        dialects.requesterPays = requesterPays || environment.truth("AWS_REQUEST_PAYER") == true
        dialects.route = try route(of: url)
        if dialects.route.certificateFile == nil {
            dialects.route.certificateFile = environment["AWS_CA_BUNDLE"]
        }
        return S3Store(
            location: location,
            authorization: try authorization(for: url, settings, engine),
            dialects: dialects,
            engine: engine
        )
    }

    private func authorization(
        for url: String,
        _ settings: AWSSettings,
        _ engine: TransferEngine
    ) throws(StoreLocationError) -> S3Authorization {
        let isOpen =
            isAnonymous || awsProfile == nil && settings.environment.truth("AWS_SKIP_SIGNATURE") == true
        guard !isOpen || accessKeyFile != nil else { return .anonymous }
        if let authorization = try keyFiles(for: url, engine) { return authorization }
        let chain = AWSChain(settings: settings)
        if let error = chain.certainFailure { throw .unsuitable(location: url, problem: error.cause) }
        return .key(engine.credentials(chain.name, from: chain))
    }

    /// A key in files of its own; they are looked into at once, so that mistakes show before anything is read.
    private func keyFiles(for url: String, _ engine: TransferEngine) throws(StoreLocationError)
        -> S3Authorization?
    {
        guard let accessKeyFile, let secretKeyFile else { return nil }
        let source = FixedKeySource(
            keyFile: accessKeyFile,
            secretFile: secretKeyFile,
            tokenFile: sessionTokenFile
        )
        do throws(CredentialError) {
            _ = try source.fetch()
        } catch {
            throw .unsuitable(location: url, problem: error.cause)
        }
        return .key(engine.credentials(source.name, from: source))
    }

    /// The store at a `gs:` address.
    func google(
        _ url: String,
        environment: StorageEnvironment,
        engine: TransferEngine
    ) throws(StoreLocationError) -> S3Store {
        let emulator = environment["STORAGE_EMULATOR_HOST"].map { $0.contains("://") ? $0 : "http://\($0)" }
        let location = try S3Location(
            url,
            region: region,
            endpoint: endpoint ?? emulator,
            pathStyle: pathStyle
        )
        var dialects = S3Store.Dialects()
        dialects.deniedChunks = deniedChunks
        dialects.userProject = userProject
        dialects.route = try route(of: url)
        var authorization = S3Authorization.anonymous
        let isNamed = bearerTokenFile ?? accessKeyFile ?? credentialsFile != nil
        let isOpen = isAnonymous || !isNamed && environment.truth("GOOGLE_SKIP_SIGNATURE") == true
        if !isOpen {
            if let file = bearerTokenFile {
                authorization = .token(
                    engine.credentials("bearer \(file)", from: BearerFileSource(file: file))
                )
            } else if let keys = try keyFiles(for: url, engine) {
                authorization = keys
            } else {
                let chain = GoogleChain(environment: environment, file: credentialsFile)
                authorization = .token(engine.credentials(chain.name, from: chain))
            }
        }
        return S3Store(location: location, authorization: authorization, dialects: dialects, engine: engine)
    }

    /// The store at an `az:` address.
    func azure(
        _ url: String,
        environment: StorageEnvironment,
        engine: TransferEngine
    ) throws(StoreLocationError) -> AzureStore {
        let variables = AzureVariables(environment)
        let location = try AzureLocation(
            url,
            account: account ?? variables.account,
            endpoint: endpoint ?? variables.endpoint
        )
        return AzureStore(
            location: location,
            authorization: azureAuthorization(environment, variables, engine),
            route: try route(of: url),
            engine: engine
        )
    }

    private func azureAuthorization(
        _ environment: StorageEnvironment,
        _ variables: AzureVariables,
        _ engine: TransferEngine
    ) -> AzureAuthorization {
        guard !isAnonymous else { return .anonymous }
        func file(_ path: String) -> CredentialProvider {
            engine.credentials("bearer \(path)", from: BearerFileSource(file: path))
        }
        func variable(_ name: String, _ text: String) -> CredentialProvider {
            engine.credentials("variable \(name)", from: FixedTextSource(label: name, text: text))
        }
        if let path = accountKeyFile { return .sharedKey(file(path)) }
        if let path = sasTokenFile { return .signature(file(path)) }
        let names = [tenantID, clientID, clientSecretFile, federatedTokenFile]
        if names.allSatisfy({ $0 == nil }) {
            if environment.truth("AZURE_SKIP_SIGNATURE") == true { return .anonymous }
            if let key = variables.key { return .sharedKey(variable("AZURE_STORAGE_ACCOUNT_KEY", key)) }
            if let signature = variables.signature {
                return .signature(variable("AZURE_STORAGE_SAS_TOKEN", signature))
            }
        }
        let settings = AzureChain.Settings(
            tenant: tenantID,
            client: clientID,
            clientSecretFile: clientSecretFile,
            federatedTokenFile: federatedTokenFile
        )
        let chain = AzureChain(environment: environment, settings: settings)
        return .token(engine.credentials(chain.name, from: chain))
    }

    /// The store at an address of a web server.
    func web(_ url: String, engine: TransferEngine) throws(StoreLocationError) -> HTTPStore {
        guard let address = HTTPLocation(url) else {
            throw .malformed(location: StoreLocation.shown(url))
        }
        var dialect = PlainDialect(
            ownFields: try fields(for: address.label),
            route: try route(of: address.label)
        )
        dialect.credentials = bearerTokenFile.map { file in
            engine.credentials("bearer \(file)", from: BearerFileSource(file: file))
        }
        return HTTPStore(location: address, engine: engine, dialect: dialect)
    }

    /// Tries the address of the prefix with these settings; nothing is read.
    package func checkLocation() throws(StoreLocationError) {
        switch scheme {
        case "s3", "gs": _ = try S3Location(prefix, region: region, endpoint: endpoint, pathStyle: pathStyle)
        case "az":
            // Each address may name another account than the variables.
            _ = try AzureLocation(prefix, account: account ?? "account", endpoint: endpoint)
        default:
            guard HTTPLocation(prefix) != nil else { throw .malformed(location: prefix) }
        }
    }

    private func route(of url: String) throws(StoreLocationError) -> TransferRoute {
        guard let route else {
            throw .unsuitable(location: url, problem: "the proxy must be such as http://host:port, or none")
        }
        return route
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
