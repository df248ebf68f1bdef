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
              - {prefix: "https://data.example/x", headers_file: headers, ca_file: ca.pem, proxy: none}
              - {prefix: "s3://paid", profile: research, requester_pays: true, proxy: "http://proxy:3128"}
              - {prefix: "gs://radar", credentials_file: gcs.json, user_project: p}
              - {prefix: "gs://other", bearer_token_file: /run/token}
              - {prefix: "az://cmip6", account: weather, sas_token_file: sas}
              - {prefix: "az://x@other", tenant_id: t, client_id: c, client_secret_file: s}
            """
        ).storage
        let prefixes = [
            "s3://open", "s3://own/cubes", "https://data.example/x", "s3://paid", "gs://radar", "gs://other",
            "az://cmip6", "az://x@other",
        ]
        #expect(storage.all.map(\.prefix) == prefixes)
        let open = storage.all[0]
        #expect(
            open.isAnonymous && open.deniedChunks == .missing && open.region == "eu-central-1"
                && open.pathStyle == nil
        )
        let own = storage.all[1]
        #expect(own.endpoint == "https://minio.example:9000" && own.pathStyle == true && !own.isAnonymous)
        #expect(own.accessKeyFile == "/etc/sluice/keys/id" && own.secretKeyFile == "/run/secrets/key")
        #expect(own.sessionTokenFile == "/etc/sluice/token")
        let web = storage.all[2]
        #expect(web.headersFile == "/etc/sluice/headers" && web.certificateFile == "/etc/sluice/ca.pem")
        #expect(web.route?.proxy == TransferRoute.Choice.none)
        let paid = storage.all[3]
        #expect(paid.awsProfile == "research" && paid.requesterPays)
        #expect(paid.route?.proxy == .url("http://proxy:3128"))
        #expect(storage.all[4].credentialsFile == "/etc/sluice/gcs.json" && storage.all[4].userProject == "p")
        #expect(storage.all[5].bearerTokenFile == "/run/token")
        #expect(storage.all[6].account == "weather" && storage.all[6].sasTokenFile == "/etc/sluice/sas")
        let application = storage.all[7]
        #expect(application.tenantID == "t" && application.clientID == "c")
        #expect(application.clientSecretFile == "/etc/sluice/s")
    }

    /// Names that people know from object_store, s3fs, gcsfs and adlfs.
    @Test(arguments: [
        ("{prefix: 's3://b', anonymous: true}", "{prefix: 's3://b', AWS_SKIP_SIGNATURE: true}"),
        ("{prefix: 's3://b', anonymous: true}", "{prefix: 's3://b', anon: true}"),
        ("{prefix: 'gs://b', anonymous: true}", "{prefix: 'gs://b', token: anon}"),
        ("{prefix: 'gs://b', credentials_file: /k.json}", "{prefix: 'gs://b', token: /k.json}"),
        (
            "{prefix: 'gs://b', credentials_file: /k}",
            "{prefix: 'gs://b', google_application_credentials: /k}"
        ),
        ("{prefix: 's3://b', region: r-1}", "{prefix: 's3://b', aws_default_region: r-1}"),
        ("{prefix: 's3://b', endpoint: 'https://h'}", "{prefix: 's3://b', aws_endpoint_url_s3: 'https://h'}"),
        ("{prefix: 's3://b', path_style: false}", "{prefix: 's3://b', virtual_hosted_style_request: true}"),
        ("{prefix: 's3://b', path_style: true}", "{prefix: 's3://b', addressing: path}"),
        ("{prefix: 's3://b'}", "{prefix: 's3://b', addressing: auto, unsigned_payload: true}"),
        ("{prefix: 's3://b', requester_pays: true}", "{prefix: 's3://b', request_payer: true}"),
        ("{prefix: 's3://b', denied_chunks: missing}", "{prefix: 's3://b', absent_on_403: true}"),
        (
            "{prefix: 's3://b', access_key_file: /k, secret_key_file: 'env:S'}",
            "{prefix: 's3://b', aws_access_key_id: {file: /k}, Secret: {env: S}}"
        ),
        (
            "{prefix: 'az://b', account: weather, account_key_file: /k}",
            "{prefix: 'az://b', azure_storage_account_name: weather, access_key: {file: /k}}"
        ),
        ("{prefix: 'az://b', sas_token_file: 'env:S'}", "{prefix: 'az://b', sas_key: {env: S}}"),
        (
            "{prefix: 'https://h', proxy: none, http_version: 1.1}",
            "{prefix: 'https://h', proxy_url: none, http1_only: true}"
        ),
    ])
    func othersNamesMeanTheSame(_ ours: String, _ theirs: String) throws {
        let (expected, storage) = (
            try read("storage:\n  - \(ours)\n").storage, try read("storage:\n  - \(theirs)\n").storage
        )
        #expect(storage.all == expected.all)
        #expect(storage.notes.isEmpty == !theirs.contains("unsigned_payload"))
    }

    @Test(
        arguments: [
            ("{prefix: 's3://b'}", [.dataset]), ("{prefix: 's3://b', tell: []}", []),
            ("{prefix: 'https://h', tell: [principal, dataset]}", [.dataset, .principal]),
        ] as [(String, Set<TransferRoute.Told>)]
    )
    func storesAreToldWhatIsWanted(_ profile: String, _ told: Set<TransferRoute.Told>) throws {
        #expect(try read("storage: [\(profile)]").storage.all.first?.route?.told == told)
    }

    @Test(arguments: [
        ("{region: x}", "needs 'prefix'"), ("{prefix: /data}", "must begin with"),
        ("{prefix: 's3://b', secret_key: abc}", "unknown key 'secret_key'"),
        ("{prefix: 's3://b', anonymous: yes}", "must be true or false"),
        ("{prefix: 's3://b', access_key_file: a}", "'storage[0].secret_key_file' is missing"),
        ("{prefix: 's3://b', session_token_file: a}", "needs access_key_file"),
        ("{prefix: 's3://b', anonymous: true, access_key_file: a, secret_key_file: b}", "must not be true"),
        ("{prefix: 's3://b', headers_file: a}", "http:// and https:// only"),
        ("{prefix: 'https://h', region: a}", "s3:// only"), ("{prefix: 'https://'}", "is not a location"),
        ("{prefix: 's3://b', account: a}", "az:// only"), ("{prefix: 'gs://b', profile: a}", "s3:// only"),
        ("{prefix: 'az://b', requester_pays: true}", "s3:// only"),
        ("{prefix: 'https://h', endpoint: 'http://x'}", "s3:// and gs:// and az:// only"),
        ("{prefix: 's3://b', proxy: '::'}", "must be such as http://host:port"),
        (
            "{prefix: 's3://b', profile: a, access_key_file: b, secret_key_file: c}",
            "must not be given beside access_key_file"
        ),
        ("{prefix: 'az://b', anonymous: true, sas_token_file: b}", "where there is sas_token_file"),
        ("{prefix: 'az://b', account: 'A B'}", "no name of an account"),
        ("{prefix: 'gs://b', endpoint: x}", "endpoint must be"),
        ("{prefix: 's3://b', endpoint: minio}", "endpoint must be"),
        ("{prefix: 's3://b', region: 'a b'}", "no name of a region"),
        ("{prefix: 's3://b', key: AKIA, secret: abc}", "is a secret"),
        ("{prefix: 's3://b', allow_invalid_certificates: true}", "certificates are always checked"),
        ("{prefix: 'az://b', use_azure_cli: true}", "no command is run"),
        ("{prefix: 's3://b', region: a, aws_region: b}", "says the same as 'region'"),
        ("{prefix: 's3://b', denied_chunks: maybe}", "must be one of: error, probe, missing"),
        ("{prefix: 's3://b', http_version: 3}", "must be one of: auto, 1.1, 2"),
        ("{prefix: 's3://b', tell: [principals]}", "did you mean 'principal'"),
        ("{prefix: 's3://b', tell: dataset}", "must be a list of texts"),
        ("text", "must be a mapping"),
    ])
    func mistakesAreNamed(_ profile: String, _ problem: String) {
        let error = #expect(throws: ConfigurationError.self) { try read("storage:\n  - \(profile)\n") }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test(arguments: ["cache", "object_cache"])
    func theCacheHasAFolderAndAMeasure(_ key: String) throws {
        let cache = try #require(try read("\(key): {path: cache, bytes: 2 GiB}").cache)
        #expect(cache.bytes == 2 << 30 && cache.objectBytes == 3 << 29 && cache.indexBytes == 1 << 29)
        #expect(try read("\(key): {path: cache}").cache?.folder == "/etc/sluice/cache")
        #expect(try read("datasets: []").cache == nil)
        for wrong in ["{bytes: 1 GiB}", "{path: a, bytes: 1}", "{path: a, size: 1}", "a"] {
            #expect(throws: ConfigurationError.self) { try read("\(key): \(wrong)") }
        }
    }

    @Test func objectsHaveAPartOfTheCache() throws {
        #expect(try read("cache: {path: a, bytes: 2 GiB, objects: 0}").cache?.indexBytes == 2 << 30)
        #expect(try read("cache: {path: a, bytes: 2 GiB, objects: 5 GiB}").cache?.indexBytes == 0)
        #expect(throws: ConfigurationError.self) { try read("object_cache: {path: a, objects: 0}") }
        let both = try read("cache: {path: a}\nobject_cache: {path: b}").cache
        #expect(both?.folder == "/etc/sluice/a" && both?.key == "cache")
    }

    @Test func everyPrefixHasOneProfile() {
        #expect(throws: ConfigurationError.self) {
            try read("storage: [{prefix: 's3://b'}, {prefix: 's3://b'}]")
        }
        #expect(throws: ConfigurationError.self) { try read("storage: {prefix: 's3://b'}") }
    }
}
