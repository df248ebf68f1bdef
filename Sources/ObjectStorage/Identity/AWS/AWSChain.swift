/// Where AWS's programs look for credentials, in their order; the first source that is there decides.
///
/// One that is there and fails is the error: a broken token file must not silently become the machine's own role.
struct AWSChain: CredentialSource {
    let settings: AWSSettings
    private var environment: StorageEnvironment { settings.environment }

    /// A profile may lend its role's keys from another, and that from another.
    private static let maxProfiles = 5

    var label: String {
        settings.profileName.map { "the profile '\($0)'" } ?? "the variables and files of AWS"
    }
    var name: String { "aws \(settings.profileName ?? "")\(settings.allowsProcess ? " process" : "")" }

    /// The metadata service of a machine may be away for minutes; its old keys mostly still work.
    var graceSeconds: Double { 900 }

    func fetch(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        let files = AWSProfileFiles(environment)
        let sts = SecurityTokenService(environment, region: settings.profile(files)?["region"])
        if let name = settings.profileName {
            return try credential(ofProfile: name, files, sts, exchange, seen: [])
        }
        if let issued = try keyInEnvironment() { return issued }
        if let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], let role = environment["AWS_ROLE_ARN"] {
            let session = environment["AWS_ROLE_SESSION_NAME"]
            return try sts.assume(
                SecurityTokenService.Role(arn: role, session: session),
                tokenFile: file,
                exchange
            )
        }
        let name = environment["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
        if name != nil || Self.hasCredentials(files.profiles["default"]) {
            return try credential(ofProfile: name ?? "default", files, sts, exchange, seen: [])
        }
        if ContainerCredentials.isConfigured(environment) {
            return try ContainerCredentials(environment).fetch(exchange)
        }
        return try instance(exchange)
    }

    /// What can be known to be wrong before anything is asked.
    var certainFailure: CredentialError? {
        guard settings.profileName == nil else { return nil }
        do {
            if try keyInEnvironment() != nil { return nil }
        } catch {
            return error
        }
        let isElsewhere =
            environment["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"] != nil
            || ContainerCredentials.isConfigured(environment)
            || Self.hasCredentials(AWSProfileFiles(environment).profiles["default"])
        let isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
        return isDisabled && !isElsewhere
            ? CredentialError(Self.nothing("instance metadata (switched off)"), seconds: 30) : nil
    }

    private func keyInEnvironment() throws(CredentialError) -> IssuedCredential? {
        let (id, secret) = (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            throw CredentialError("only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set")
        }
        let token = environment["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"]
        guard let parts = S3Credentials(accessKeyID: id, secretKey: secret, sessionToken: token) else {
            throw CredentialError("AWS_ACCESS_KEY_ID and its companions hold no credentials")
        }
        return IssuedCredential(credential: .key(parts), lifetime: nil)
    }

    private func instance(_ exchange: IdentityExchange) throws(CredentialError) -> IssuedCredential {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else {
            throw CredentialError(Self.nothing("instance metadata (switched off)"), seconds: 30)
        }
        do {
            return try InstanceCredentials(environment).fetch(exchange)
        } catch {
            throw CredentialError(Self.nothing("instance metadata (\(error.cause))"), seconds: error.seconds)
        }
    }

    private static func nothing(_ last: String) -> String {
        "no AWS credentials found; tried environment, files, container, \(last); public data needs 'anonymous: true'"
    }

    private static func hasCredentials(_ profile: [String: String]?) -> Bool {
        guard let profile else { return false }
        return [
            "aws_access_key_id", "aws_secret_access_key", "role_arn", "credential_process", "sso_session",
            "sso_start_url",
        ]
        .contains { profile[$0] != nil }
    }

    private func credential(
        ofProfile name: String,
        _ files: AWSProfileFiles,
        _ sts: SecurityTokenService,
        _ exchange: IdentityExchange,
        seen: [String]
    ) throws(CredentialError) -> IssuedCredential {
        guard let profile = files.profiles[name] else {
            throw CredentialError("AWS's files have no profile '\(name)'")
        }
        let isOwn = seen.last == name
        guard isOwn || !seen.contains(name), seen.count < Self.maxProfiles else {
            throw CredentialError("the profiles \((seen + [name]).joined(separator: " → ")) lead in a circle")
        }
        if let arn = profile["role_arn"], !isOwn {
            let role = try Self.role(arn, profile, of: name)
            if let file = profile["web_identity_token_file"] {
                return try sts.assume(role, tokenFile: file, exchange)
            }
            let base = try lender(of: profile, name, files, sts, exchange, seen: seen)
            guard case .key(let key) = base.credential else {
                throw CredentialError("the profile '\(name)' has no key to take its role with")
            }
            return try sts.assume(role, with: key, exchange)
        }
        return try key(in: profile, of: name)
    }

    private static func role(_ arn: String, _ profile: [String: String], of name: String)
        throws(CredentialError)
        -> SecurityTokenService.Role
    {
        guard profile["mfa_serial"] == nil else {
            throw CredentialError(
                "the profile '\(name)' wants a code of an MFA device, which nobody can type here"
            )
        }
        var role = SecurityTokenService.Role(arn: arn, session: profile["role_session_name"])
        role.externalID = profile["external_id"]
        role.seconds = profile["duration_seconds"].flatMap { Int($0) }
        return role
    }

    /// Whose key takes the role of a profile.
    private func lender(
        of profile: [String: String],
        _ name: String,
        _ files: AWSProfileFiles,
        _ sts: SecurityTokenService,
        _ exchange: IdentityExchange,
        seen: [String]
    ) throws(CredentialError) -> IssuedCredential {
        if let source = profile["source_profile"] {
            return try credential(ofProfile: source, files, sts, exchange, seen: seen + [name])
        }
        switch profile["credential_source"] {
        case "Environment":
            guard let issued = try keyInEnvironment() else {
                throw CredentialError("the profile '\(name)' wants AWS_ACCESS_KEY_ID, which is not set")
            }
            return issued
        case "Ec2InstanceMetadata": return try InstanceCredentials(environment).fetch(exchange)
        case "EcsContainer": return try ContainerCredentials(environment).fetch(exchange)
        default:
            throw CredentialError(
                "the profile '\(name)' has a role_arn, but no source_profile, credential_source or "
                    + "web_identity_token_file to take it with"
            )
        }
    }

    private func key(in profile: [String: String], of name: String) throws(CredentialError)
        -> IssuedCredential
    {
        if let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] {
            let token = profile["aws_session_token"]
            guard let key = S3Credentials(accessKeyID: id, secretKey: secret, sessionToken: token) else {
                throw CredentialError("the key of the profile '\(name)' is none")
            }
            return IssuedCredential(credential: .key(key), lifetime: nil)
        }
        if profile.keys.contains(where: { $0.hasPrefix("sso_") }) {
            throw CredentialError(
                "the profile '\(name)' needs 'aws sso login'; use a role, keys, or 'aws configure export-credentials'"
            )
        }
        if let command = profile["credential_process"] {
            guard settings.allowsProcess else {
                throw CredentialError(
                    "the profile '\(name)' has a credential_process, which is run only with "
                        + "'allow_credential_process: true'"
                )
            }
            return try CredentialProcess(command, profile: name).fetch()
        }
        throw CredentialError("the profile '\(name)' holds no aws_access_key_id and aws_secret_access_key")
    }
}
