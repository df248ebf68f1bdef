/// What AWS's variables and files say beside credentials; what stands in a store's own profile comes first.
struct AWSSettings: Sendable {
    let environment: StorageEnvironment
    /// The name of the profile in AWS's files, if the operator has chosen one.
    let profileName: String?
    /// Whether a profile's `credential_process` may be run.
    var allowsProcess = false

    /// Settings of the profile in AWS's files, read anew.
    func profile(_ files: AWSProfileFiles) -> [String: String]? {
        files.profiles[profileName ?? environment["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] ?? "default"]
    }

    var region: String? {
        if let region = environment["AWS_REGION", "AWS_DEFAULT_REGION"] { return region }
        return profile(AWSProfileFiles(environment))?["region"]
    }

    var endpoint: String? {
        if let endpoint = environment["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"] {
            return endpoint
        }
        let files = AWSProfileFiles(environment)
        guard let profile = profile(files) else { return nil }
        let service = profile["services"].flatMap { files.services[$0]?["s3.endpoint_url"] }
        return service ?? profile["endpoint_url"]
    }

    var pathStyle: Bool? {
        if let isVirtual = environment.truth("AWS_VIRTUAL_HOSTED_STYLE_REQUEST") { return !isVirtual }
        return pathStyleOfProfile
    }

    private var pathStyleOfProfile: Bool? {
        switch profile(AWSProfileFiles(environment))?["s3.addressing_style"] {
        case "path": true
        case "virtual": false
        default: nil
        }
    }
}
