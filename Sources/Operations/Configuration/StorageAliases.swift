internal import Yams

/// The names by which other clients of object stores call the settings of a profile: object_store's, s3fs', gcsfs', adlfs'.
///
/// A profile is brought to our own names before it is read, so that what people know from there works here.
struct StorageAliases {
    /// What was left aside, for the operator.
    private(set) var notes: [String] = []

    /// Ours by theirs, in small letters and without their `aws_`, `google_` and `azure_`.
    private static let names = [
        "skip_signature": "anonymous", "anon": "anonymous", "default_region": "region",
        "region_name": "region",
        "endpoint_url": "endpoint", "endpoint_url_s3": "endpoint", "base_url": "endpoint",
        "virtual_hosted_style_request": "path_style", "addressing": "path_style",
        "addressing_style": "path_style", "request_payer": "requester_pays", "absent_on_403": "denied_chunks",
        "access_key_id": "access_key_file", "hmac_key_id": "access_key_file",
        "secret_access_key": "secret_key_file", "hmac_secret": "secret_key_file",
        "session_token": "session_token_file", "bearer_token": "bearer_token_file",
        "service_account": "credentials_file", "service_account_path": "credentials_file",
        "application_credentials": "credentials_file", "storage_account_name": "account",
        "account_name": "account", "account_key": "account_key_file",
        "storage_account_key": "account_key_file", "master_key": "account_key_file",
        "sas_token": "sas_token_file", "sas_key": "sas_token_file", "storage_sas_token": "sas_token_file",
        "authority_id": "tenant_id", "client_secret": "client_secret_file", "proxy_url": "proxy",
        "key": "access_key_file", "secret": "secret_key_file", "token": "session_token_file",
        "root_certificate": "ca_file", "http1_only": "http_version", "http2_only": "http_version",
    ]
    private static let secrets: Set<String> = [
        "access_key_file", "secret_key_file", "session_token_file", "bearer_token_file", "account_key_file",
        "sas_token_file", "client_secret_file",
    ]
    private static let refused = [
        "allow_invalid_certificates": "certificates are always checked: name yours in ca_file",
        "s3_express": "directory buckets of S3 Express are not supported",
        "use_fabric_endpoint": "Fabric's endpoint is not supported: use the blob endpoint",
        "use_azure_cli":
            "no command is run for tokens: use a client secret, a workload identity or the machine's",
        "service_account_key": "a secret does not stand in a configuration: name a file in credentials_file",
    ]
    private static let ignored: Set<String> = [
        "unsigned_payload", "checksum_algorithm", "copy_if_not_exists", "conditional_put", "disable_tagging",
    ]

    /// The profile by our own names.
    mutating func canonical(_ profile: Node, _ place: StrictMapping.Place) throws(ConfigurationError) -> Node
    {
        guard let mapping = profile.mapping else { return profile }
        let scheme = mapping["prefix"]?.string?.prefix { $0 != ":" }.lowercased() ?? ""
        var pairs: [(Node, Node)] = []
        var seen: [String: String] = [:]
        for (key, value) in mapping {
            let written = key.string ?? ""
            let theirs = Self.bare(written)
            if let reason = Self.refused[theirs] {
                throw place.inside(written).error("is refused: \(reason)", at: key.mark)
            }
            if Self.ignored.contains(theirs) {
                notes.append("\(place.path): '\(written)' is about writing, which is never done here")
                continue
            }
            let word = value.scalar?.string.lowercased()
            if word == "auto", ["addressing", "addressing_style"].contains(theirs) { continue }
            if word == "anon", theirs == "token" {
                pairs.append((.scalar(Node.Scalar("anonymous")), .scalar(Node.Scalar("true"))))
                continue
            }
            let name = Self.own(theirs, scheme) ?? theirs
            let ours = try Self.value(value, of: theirs, as: name, place.inside(written))
            if let other = seen.updateValue(written, forKey: name) {
                throw place.inside(written).error("says the same as '\(other)'", at: key.mark)
            }
            pairs.append((.scalar(Node.Scalar(name, .implicit, .any, key.mark)), ours))
        }
        return .mapping(Node.Mapping(pairs, .implicit, .any, profile.mark))
    }

    private static func own(_ theirs: String, _ scheme: String) -> String? {
        if scheme == "az", theirs == "access_key" { return "account_key_file" }
        if scheme == "gs" || scheme == "gcs", theirs == "token" { return "credentials_file" }
        return names[theirs]
    }

    /// In small letters, without the name of a vendor before it.
    private static func bare(_ name: String) -> String {
        let name = name.lowercased()
        for vendor in ["aws_", "google_", "azure_"] where name.hasPrefix(vendor) {
            return String(name.dropFirst(vendor.count))
        }
        return name
    }

    private static func value(
        _ value: Node,
        of theirs: String,
        as name: String,
        _ place: StrictMapping.Place
    ) throws(ConfigurationError) -> Node {
        let mark = value.mark
        let text = value.scalar?.string
        if let mapping = value.mapping, mapping.count == 1, let (kind, source) = mapping.first {
            switch (kind.string, source.string) {
            case ("file", let path?): return .scalar(Node.Scalar(path, .implicit, .any, value.mark))
            case ("env", let variable?):
                return .scalar(Node.Scalar("env:\(variable)", .implicit, .any, value.mark))
            default: break
            }
        }
        if secrets.contains(name), theirs != name {
            throw place.error(
                "is a secret: give {file: PATH} or {env: NAME} in place of its text",
                at: mark
            )
        }
        func word(_ words: [String: String]) throws(ConfigurationError) -> Node {
            guard let ours = words[text?.lowercased() ?? ""] else {
                throw place.error(
                    "must be one of: \(words.keys.sorted().joined(separator: ", "))",
                    at: mark
                )
            }
            return .scalar(Node.Scalar(ours, .implicit, .any, value.mark))
        }
        switch theirs {
        case "virtual_hosted_style_request": return try word(["true": "false", "false": "true"])
        case "addressing", "addressing_style": return try word(["path": "true", "virtual": "false"])
        case "absent_on_403": return try word(["true": "missing", "false": "error"])
        case "http1_only": return try word(["true": "1.1", "false": "auto"])
        case "http2_only": return try word(["true": "2", "false": "auto"])
        default: return value
        }
    }
}
