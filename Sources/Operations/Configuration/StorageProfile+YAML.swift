internal import ObjectStorage
internal import Yams

extension StorageProfiles {
    /// The list `storage` of a configuration; relative paths in it are relative to `directory`.
    init(_ document: StrictMapping, file: String, directory: String) throws(ConfigurationError) {
        self.init()
        guard let node = document.node("storage") else { return }
        guard let entries = node.sequence else { throw document.error("storage", "must be a list") }
        for (index, entry) in entries.enumerated() {
            let place = StrictMapping.Place(file: file, path: "storage[\(index)]")
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
    fileprivate static let keys = ["prefix"] + keysOfS3 + ["headers_file"]
    private static let keysOfS3 = [
        "region", "endpoint", "path_style", "anonymous", "access_key_file", "secret_key_file",
        "session_token_file", "absent_on_403",
    ]

    fileprivate init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        func file(_ key: String) throws(ConfigurationError) -> String? {
            try mapping.text(key).map { FilePath.resolve($0, against: directory) }
        }
        self.init(prefix: try mapping.requiredText("prefix"))
        region = try mapping.text("region")
        endpoint = try mapping.text("endpoint")
        pathStyle = try mapping.truth("path_style")
        isAnonymous = try mapping.truth("anonymous") ?? false
        accessKeyFile = try file("access_key_file")
        secretKeyFile = try file("secret_key_file")
        sessionTokenFile = try file("session_token_file")
        absentOnDenied = try mapping.truth("absent_on_403") ?? false
        headersFile = try file("headers_file")
        try check(mapping)
    }

    private func check(_ mapping: StrictMapping) throws(ConfigurationError) {
        guard let scheme else {
            throw mapping.error("prefix", "must begin with s3://, http:// or https://")
        }
        if scheme != "s3", let key = Self.keysOfS3.first(where: { mapping.node($0) != nil }) {
            throw mapping.error(key, "is for stores at s3:// only")
        }
        if scheme == "s3", headersFile != nil {
            throw mapping.error("headers_file", "is for stores at http:// and https:// only")
        }
        guard (accessKeyFile == nil) == (secretKeyFile == nil) else {
            let missing = accessKeyFile == nil ? "access_key_file" : "secret_key_file"
            throw mapping.error(missing, "is missing: a key and its secret belong together")
        }
        if sessionTokenFile != nil, accessKeyFile == nil {
            throw mapping.error("session_token_file", "needs access_key_file and secret_key_file")
        }
        if isAnonymous, accessKeyFile != nil {
            throw mapping.error("anonymous", "must not be true where there is an access_key_file")
        }
        try checkAddress(mapping, scheme: scheme)
    }

    /// Tries the settings on the prefix itself, so that mistakes show before anything is opened.
    private func checkAddress(_ mapping: StrictMapping, scheme: String) throws(ConfigurationError) {
        guard scheme == "s3" else {
            guard HTTPLocation(prefix) != nil else { throw mapping.error("prefix", "is no URL") }
            return
        }
        do {
            _ = try S3Location(prefix, region: region, endpoint: endpoint, pathStyle: pathStyle)
        } catch {
            throw mapping.error("prefix", "\(error)")
        }
    }
}
