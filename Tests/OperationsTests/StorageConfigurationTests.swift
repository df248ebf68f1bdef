import ObjectStorage
import Testing

@testable import Operations

@Suite struct StorageConfigurationTests {
    private func read(_ yaml: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc/sluice")
    }

    @Test func everySettingIsRead() throws {
        let storage = try read(
            """
            storage:
              - {prefix: "s3://open", anonymous: true, region: eu-central-1, absent_on_403: true}
              - prefix: s3://own/cubes
                endpoint: https://minio.example:9000
                path_style: true
                access_key_file: keys/id
                secret_key_file: /run/secrets/key
                session_token_file: token
              - {prefix: "https://data.example/x", headers_file: headers}
            """
        ).storage
        #expect(storage.all.map(\.prefix) == ["s3://open", "s3://own/cubes", "https://data.example/x"])
        let open = storage.all[0]
        #expect(
            open.isAnonymous && open.absentOnDenied && open.region == "eu-central-1" && open.pathStyle == nil
        )
        let own = storage.all[1]
        #expect(own.endpoint == "https://minio.example:9000" && own.pathStyle == true && !own.isAnonymous)
        #expect(own.accessKeyFile == "/etc/sluice/keys/id" && own.secretKeyFile == "/run/secrets/key")
        #expect(own.sessionTokenFile == "/etc/sluice/token")
        #expect(storage.all[2].headersFile == "/etc/sluice/headers")
    }

    @Test(arguments: [
        ("{region: x}", "needs 'prefix'"), ("{prefix: /data}", "must begin with"),
        ("{prefix: 's3://b', secret_key: abc}", "unknown key 'secret_key'"),
        ("{prefix: 's3://b', anonymous: yes}", "must be true or false"),
        ("{prefix: 's3://b', access_key_file: a}", "'storage[0].secret_key_file' is missing"),
        ("{prefix: 's3://b', session_token_file: a}", "needs access_key_file"),
        ("{prefix: 's3://b', anonymous: true, access_key_file: a, secret_key_file: b}", "must not be true"),
        ("{prefix: 's3://b', headers_file: a}", "http:// and https:// only"),
        ("{prefix: 'https://h', region: a}", "s3:// only"), ("{prefix: 'https://'}", "is no URL"),
        ("{prefix: 's3://b', endpoint: minio}", "endpoint must be"),
        ("{prefix: 's3://b', region: 'a b'}", "no name of a region"),
        ("text", "must be a mapping"),
    ])
    func mistakesAreNamed(_ profile: String, _ problem: String) {
        let error = #expect(throws: ConfigurationError.self) { try read("storage:\n  - \(profile)\n") }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test func everyPrefixHasOneProfile() {
        #expect(throws: ConfigurationError.self) {
            try read("storage: [{prefix: 's3://b'}, {prefix: 's3://b'}]")
        }
        #expect(throws: ConfigurationError.self) { try read("storage: {prefix: 's3://b'}") }
    }
}
