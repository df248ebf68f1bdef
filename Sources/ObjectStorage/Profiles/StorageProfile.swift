/// How stores below an address are asked, and with whose credentials: names of files, never secrets.
package struct StorageProfile: Sendable, Equatable {
    /// Such as `s3://bucket/prefix` or `https://host/path`: it covers itself and what is below it.
    package var prefix: String
    package var region: String?
    /// `https://host[:port]` of a store that speaks like S3; nil means AWS.
    package var endpoint: String?
    /// Whether the bucket stands in the path or in the host's name; nil chooses what fits.
    package var pathStyle: Bool?
    /// Unsigned requests; no credentials are looked for.
    package var isAnonymous = false
    package var accessKeyFile: String?
    package var secretKeyFile: String?
    package var sessionTokenFile: String?
    /// The profile in AWS's own files whose credentials and region count.
    package var awsProfile: String?
    /// Whether a `credential_process` of AWS's files may be run: it is a command.
    package var allowsCredentialProcess = false
    /// Requester pays.
    package var requesterPays = false
    package var deniedChunks = DeniedChunks.error
    /// Lines `Name: value` that every request to an http(s) store carries.
    package var headersFile: String?
    /// A bearer token that another program renews, for http(s) and Google.
    package var bearerTokenFile: String?
    /// A file of Google credentials.
    package var credentialsFile: String?
    /// The project of Google's that pays.
    package var userProject: String?
    /// The account of Azure's that holds the container.
    package var account: String?
    package var accountKeyFile: String?
    /// A shared access signature.
    package var sasTokenFile: String?
    package var tenantID: String?
    package var clientID: String?
    package var clientSecretFile: String?
    package var federatedTokenFile: String?
    package var httpVersion = HTTPVersion.auto
    /// What of a request its store is told.
    package var told: Set<TransferRoute.Told> = [.dataset]
    /// Certificates to trust instead of the system's.
    package var certificateFile: String?
    /// `http://host:port`, or `none`; nil for what the environment says.
    package var proxy: String?

    package init(prefix: String) { self.prefix = prefix }

    /// The kind of store it is about: `s3`, `gs`, `az`, `http` or `https`; nil for any other.
    package var scheme: String? {
        let scheme = StoreAddress(prefix).scheme
        return ["s3", "gs", "az", "http", "https"].contains(scheme) ? scheme : nil
    }

    /// Nil when `proxy` is no address of one.
    package var route: TransferRoute? {
        var route = TransferRoute(certificateFile: certificateFile)
        route.version = httpVersion
        route.told = told
        switch proxy {
        case nil: break
        case "none": route.proxy = .none
        case let url?:
            guard Proxy(url) != nil else { return nil }
            route.proxy = .url(url)
        }
        return route
    }

    /// What is wrong with `proxy`; never its text, which may hold a password.
    package var proxyProblem: String? {
        proxy.flatMap { $0 == "none" ? nil : Proxy.problem(of: $0) }
    }
}

/// The profiles of a configuration; the one with the longest prefix counts.
package struct StorageProfiles: Sendable, Equatable {
    package var all: [StorageProfile]
    /// What of the configuration was left aside, for the operator.
    package var notes: [String] = []

    package init(_ all: [StorageProfile] = []) { self.all = all }

    package func profile(for location: String) -> StorageProfile? {
        let address = StoreAddress(location)
        return all.filter { StoreAddress($0.prefix).covers(address) }
            .max { $0.prefix.utf8.count < $1.prefix.utf8.count }
    }
}
