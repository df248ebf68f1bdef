import Execution
import ObjectStorage
import Synchronization
import TestSupport
import Testing

/// Every way of getting credentials, against servers that verify what they are sent, while tokens expire.
@Suite(.enabled(if: StorageTool.isThere), .serialized)
struct CloudServersTests {
    /// Where to look, and what an operator has set.
    struct Way: Sendable, CustomTestStringConvertible {
        let name: String
        let url: String
        /// Variables of the process; `{…}` stands for an address or a file of the servers.
        var environment: [String: String] = [:]
        var profile: [String: String] = [:]
        /// What the server of credentials counts; nil where nothing is fetched.
        var counted: String?
        var testDescription: String { name }
    }

    /// Seconds for which the servers' credentials are good.
    private static let lifetime = 2

    static let keys = [
        "plain", "a b/c+d=1", "ü~(x)", "100%", "50%25", "q?x#y", "a&b;c,d$e", "x@y:z'w!*", "deep/er/still",
    ]

    private static let aws = [
        "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL_S3": "{s3}", "AWS_ENDPOINT_URL_STS": "{identity}",
    ]
    private static let role = "arn:aws:iam::123456789012:role/sluice-test-role"
    private static let files = [
        "AWS_SHARED_CREDENTIALS_FILE": "{folder}/aws-credentials", "AWS_CONFIG_FILE": "{folder}/aws-config",
    ]
    private static let azureApplication = [
        "AZURE_TENANT_ID": "test-tenant", "AZURE_CLIENT_ID": "test-client",
        "AZURE_AUTHORITY_HOST": "{identity}",
    ]

    static let ways: [Way] = [
        Way(
            name: "S3, key in variables",
            url: "s3://cubes/top",
            environment: aws + [
                "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "test/secret+key=",
            ]
        ),
        Way(
            name: "S3, another region",
            url: "s3://cubes/top",
            environment: aws + files + ["AWS_REGION": "us-west-2"]
        ),
        Way(
            name: "S3, key that a program prints",
            url: "s3://cubes/top",
            environment: aws + ["AWS_CONFIG_FILE": "{own}/process-config", "AWS_PROFILE": "process"],
            profile: ["allow_credential_process": "true"]
        ),
        Way(name: "S3, key in AWS's files", url: "s3://cubes/top", environment: aws + files),
        Way(
            name: "S3, role with a key",
            url: "s3://cubes/top",
            environment: aws + files,
            profile: ["profile": "role"],
            counted: "AssumeRole"
        ),
        Way(
            name: "S3, role with a web identity of a profile",
            url: "s3://cubes/top",
            environment: aws + files + ["AWS_PROFILE": "web"],
            counted: "AssumeRoleWithWebIdentity"
        ),
        Way(
            name: "S3, role with a web identity",
            url: "s3://cubes/top",
            environment: aws + [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/web-identity-token", "AWS_ROLE_ARN": role,
            ],
            counted: "AssumeRoleWithWebIdentity"
        ),
        Way(
            name: "S3, container",
            url: "s3://cubes/top",
            environment: aws + [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{identity}/v2/credentials/test",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/container-token",
            ],
            counted: "container-credentials"
        ),
        Way(
            name: "S3, instance",
            url: "s3://cubes/top",
            environment: aws + ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "{identity}/"],
            counted: "imds-credentials"
        ),
        Way(
            name: "S3, anonymous",
            url: "s3://cubes/top",
            environment: [
                "AWS_ENDPOINT_URL": "{open-s3}", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9",
            ],
            profile: ["anonymous": "true"]
        ),
        Way(
            name: "Google, service account",
            url: "gs://cubes/top",
            environment: ["GOOGLE_APPLICATION_CREDENTIALS": "{folder}/google-service-account.json"],
            profile: ["endpoint": "{gcs}"],
            counted: "google-jwt-bearer"
        ),
        Way(
            name: "Google, person",
            url: "gs://cubes/top",
            profile: ["endpoint": "{gcs}", "credentials_file": "{folder}/google-authorized-user.json"],
            counted: "google-refresh"
        ),
        Way(
            name: "Google, metadata",
            url: "gcs://cubes/top",
            environment: ["GCE_METADATA_HOST": "{identity-host}", "STORAGE_EMULATOR_HOST": "{gcs}"],
            counted: "google-metadata-token"
        ),
        Way(
            name: "Google, interoperability key",
            url: "gs://cubes/top",
            profile: [
                "endpoint": "{gcs}", "access_key_file": "{own}/hmac-id",
                "secret_key_file": "{own}/hmac-secret",
            ]
        ),
        Way(
            name: "Google, token file",
            url: "gs://cubes/top",
            profile: ["endpoint": "{gcs}", "bearer_token_file": "{own}/bearer"]
        ),
        Way(
            name: "Google, anonymous",
            url: "gs://cubes/top",
            profile: ["endpoint": "{open-gcs}", "anonymous": "true"]
        ),
        Way(
            name: "Azure, account key",
            url: "az://cubes/top",
            profile: ["endpoint": "{azure}", "account": "testaccount", "account_key_file": "{own}/azure-key"]
        ),
        Way(
            name: "Azure, container SAS",
            url: "az://cubes@testaccount/top",
            profile: ["endpoint": "{azure}", "sas_token_file": "{own}/container-sas"]
        ),
        Way(
            name: "Azure, account SAS",
            url: "abfss://cubes@testaccount.dfs.core.windows.net/top",
            profile: ["endpoint": "{azure}", "sas_token_file": "{own}/account-sas"]
        ),
        Way(
            name: "Azure, connection string",
            url: "az://cubes/top",
            environment: ["AZURE_STORAGE_CONNECTION_STRING": "{connection}"]
        ),
        Way(
            name: "Azure, client secret",
            url: "az://cubes@testaccount/top",
            environment: azureApplication + ["AZURE_CLIENT_SECRET": "test/secret~+=1"],
            profile: ["endpoint": "{azure}"],
            counted: "azure-aad"
        ),
        Way(
            name: "Azure, workload identity",
            url: "az://cubes@testaccount/top",
            environment: azureApplication + ["AZURE_FEDERATED_TOKEN_FILE": "{folder}/azure-federated-token"],
            profile: ["endpoint": "{azure}"],
            counted: "azure-aad"
        ),
        Way(
            name: "Azure, virtual machine",
            url: "az://cubes@testaccount/top",
            environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "{identity}"],
            profile: ["endpoint": "{azure}"],
            counted: "azure-msi"
        ),
        Way(
            name: "Azure, App Service",
            url: "az://cubes@testaccount/top",
            environment: [
                "IDENTITY_ENDPOINT": "{identity}/msi/token", "IDENTITY_HEADER": "test-identity-header",
            ],
            profile: ["endpoint": "{azure}"],
            counted: "azure-app-service"
        ),
        Way(
            name: "Azure, anonymous",
            url: "az://cubes@testaccount/top",
            profile: ["endpoint": "{open-azure}", "anonymous": "true"]
        ),
    ]

    @Test(arguments: ways)
    func readsAndListsEverything(_ way: Way) throws {
        let site = try #require(CloudSite.shared)
        let store = try site.store(way)
        let context = WorkContext.background(seconds: 30)
        for key in Self.keys {
            let outcome = try store.read(ObjectRequest(key: key, maxBytes: 1000), context: context)
            #expect(outcome.bytes == Array("top/\(key)".utf8), "\(key): \(outcome)")
        }
        let ranges: [(ByteRange, String)] = [
            (.bytes(offset: 4, count: 2), "pl"), (.suffix(count: 3), "ain"),
            (.suffix(count: 99), "top/plain"),
            (.bytes(offset: 99, count: 1), ""),
        ]
        for (range, expected) in ranges {
            let outcome = try store.read(
                ObjectRequest(key: "plain", range: range, maxBytes: 99),
                context: context
            )
            #expect(outcome.bytes == Array(expected.utf8), "\(range): \(outcome)")
        }
        #expect(try store.read(ObjectRequest(key: "none", maxBytes: 9), context: context).isAbsent)
        let listing = try store.list("", most: 100, context: context)
        #expect(listing.prefixes == ["a b", "deep"])
        #expect(Set(listing.objects) == Set(Self.keys.filter { !$0.contains("/") }))
        #expect(try store.list("deep/er", most: 100, context: context).objects == ["still"])
    }

    /// The ways that fetch something, those of one round counted under names of their own: they take their time together.
    static let rounds: [[Way]] = ways.filter { $0.counted != nil }.reduce(into: []) { rounds, way in
        let free = rounds.firstIndex { !$0.contains { $0.counted == way.counted } }
        if let free { rounds[free].append(way) } else { rounds.append([way]) }
    }

    /// Four threads for each way read without a pause while its credential ends and ends again.
    @Test(arguments: rounds)
    func noReadFailsWhileCredentialsExpire(_ ways: [Way]) throws {
        let site = try #require(CloudSite.shared)
        let stores = try ways.map { (name: $0.name, store: try site.store($0)) }
        let before = try ways.map { try site.count($0) }
        let end = Deadline.after(seconds: Double(Self.lifetime) * 1.7)
        let failures = Mutex<[String]>([])
        let threads = (stores + stores + stores + stores).enumerated().map { number, way in
            WorkerThread(name: "reader-\(number)") {
                while !end.hasPassed {
                    let request = ObjectRequest(key: "plain", maxBytes: 100)
                    let outcome = try? way.store.read(request, context: .background(seconds: 20))
                    if outcome?.bytes != Array("top/plain".utf8) {
                        failures.withLock { $0.append("\(way.name): \(outcome as Any)") }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == [])
        // One for each lifetime, a quarter of it early, and those that an end cut off; never one for each request.
        for (way, before) in zip(ways, before) {
            let fetched = try site.count(way) - before
            #expect((2...4).contains(fetched), "\(way.name): \(fetched)")
        }
    }
}

/// The servers that the tests of a process share.
final class CloudSite: Sendable {
    static let shared = CloudSite()

    private let identity: StorageTool
    private let google: StorageTool
    private let azure: StorageTool
    /// Servers that let everybody read, one of each kind.
    private let open: [StorageTool]
    private let objects = TemporaryFolder()
    private let own = TemporaryFolder()

    private init?() {
        for key in CloudServersTests.keys { objects.write(Array("top/\(key)".utf8), to: "top/\(key)") }
        let upload = ["--upload", objects.path]
        let identity = StorageTool(
            "aws_sts_imds.py",
            ["--ttl", "2", "--config-dir", "{folder}", "--s3-port", "0"] + upload
        )
        let hmac = (id: "GOOG1ETEST", secret: "test/hmac+secret")
        let google = StorageTool(
            "gcs_server.py",
            ["--bearer", "fixed-token", "--hmac-id", hmac.id, "--hmac-secret", hmac.secret] + upload
        )
        let azure = StorageTool(
            "azure_server.py",
            ["--print-sas", "--empty-pages"] + upload
        )
        let everybody = ["--public", "cubes"] + upload
        let open = [
            StorageTool("aws_sts_imds.py", ["--s3-port", "0"] + everybody),
            StorageTool("gcs_server.py", everybody),
            StorageTool("azure_server.py", everybody),
        ].compactMap { $0 }
        guard let identity, let google, let azure, open.count == 3 else { return nil }
        self.open = open
        (self.identity, self.google, self.azure) = (identity, google, azure)
        own.write(Array(hmac.id.utf8), to: "hmac-id")
        own.write(Array(hmac.secret.utf8), to: "hmac-secret")
        own.write(Array("fixed-token\n".utf8), to: "bearer")
        let printed =
            #"{"Version": 1, "AccessKeyId": "AKIATESTTESTTESTTEST", "SecretAccessKey": "test/secret+key="}"#
        own.write(
            Array("[profile process]\ncredential_process = echo '\(printed)'\n".utf8),
            to: "process-config"
        )
        own.write(Array((azure.line(beginning: "key") ?? "").utf8), to: "azure-key")
        for name in ["container-sas", "account-sas"] {
            own.write(Array((azure.line(beginning: name) ?? "").utf8), to: name)
        }
    }

    func store(_ way: CloudServersTests.Way) throws -> any ListableStore {
        let environment = ["AWS_EC2_METADATA_DISABLED": "false"].merging(way.environment.mapValues(filled)) {
            $1
        }
        var profile = StorageProfile(prefix: way.url)
        let settings = way.profile.mapValues(filled)
        profile.isAnonymous = settings["anonymous"] == "true"
        profile.awsProfile = settings["profile"]
        profile.allowsCredentialProcess = settings["allow_credential_process"] == "true"
        profile.endpoint = settings["endpoint"]
        profile.accessKeyFile = settings["access_key_file"]
        profile.secretKeyFile = settings["secret_key_file"]
        profile.credentialsFile = settings["credentials_file"]
        profile.bearerTokenFile = settings["bearer_token_file"]
        profile.account = settings["account"]
        profile.accountKeyFile = settings["account_key_file"]
        profile.sasTokenFile = settings["sas_token_file"]
        let store = try StoreOpener.open(
            way.url,
            profiles: StorageProfiles([profile]),
            environment: StorageEnvironment { environment[$0] },
            engine: TransferEngine()
        )
        return try #require(store as? any ListableStore)
    }

    /// How often the servers have given out what a way fetches.
    func count(_ way: CloudServersTests.Way) throws -> Int {
        let store = try StoreOpener.open(identity.addresses[0], engine: TransferEngine())
        let request = ObjectRequest(key: "_counts", maxBytes: 1 << 16)
        let bytes = try #require(try store.read(request, context: .background(seconds: 10)).bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let name = way.counted, let place = text.firstRange(of: "\"\(name)\": ") else { return 0 }
        return Int(text[place.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    private func filled(_ text: String) -> String {
        let address = identity.addresses[0]
        let connection =
            "DefaultEndpointsProtocol=http;AccountName=testaccount;AccountKey=\(azure.line(beginning: "key") ?? "");"
            + "BlobEndpoint=\(azure.addresses[0])/testaccount;"
        return [
            "{identity}": address, "{identity-host}": String(address.dropFirst("http://".count)),
            "{s3}": identity.addresses[1], "{gcs}": google.addresses[0], "{azure}": azure.addresses[0],
            "{open-s3}": open[0].addresses[1], "{open-gcs}": open[1].addresses[0],
            "{open-azure}": open[2].addresses[0],
            "{folder}": identity.folder.path, "{own}": own.path, "{connection}": connection,
        ].reduce(text) { text, entry in
            var text = text
            while let place = text.firstRange(of: entry.key) {
                text.replaceSubrange(place, with: entry.value)
            }
            return text
        }
    }
}

private func + (left: [String: String], right: [String: String]) -> [String: String] {
    left.merging(right) { $1 }
}
