import Execution
import Synchronization
import TestSupport
import Testing

@testable import ObjectStorage

/// What stores send and what they make of the answers, seen by a server inside the test.
struct OwnServerTests {
    private typealias Answer = ScriptedServer.Answer
    private let context = WorkContext.background(seconds: 20)

    private func store(
        _ url: String,
        _ environment: [String: String],
        engine: TransferEngine = TransferEngine(),
        _ adjust: (inout StorageProfile) -> Void = { _ in }
    ) throws -> any ObjectStore {
        var profile = StorageProfile(prefix: url)
        adjust(&profile)
        return try StoreOpener.open(
            url,
            profiles: StorageProfiles([profile]),
            environment: StorageEnvironment { environment[$0] },
            engine: engine
        )
    }

    private func read(_ store: any ObjectStore, _ key: String = "k") throws -> ObjectOutcome {
        try store.read(ObjectRequest(key: key, maxBytes: 1000), context: context)
    }

    private static func error(_ code: String, _ more: String = "") -> String {
        "<Error><Code>\(code)</Code><Message>m</Message>\(more)</Error>"
    }

    /// The metadata service of an instance and the bucket it may read, which forgets keys when told to.
    @Test func aKeyThatTheStoreCallsExpiredIsFetchedAgainOnce() throws {
        let current = Mutex(1)
        let server = ScriptedServer { request in
            switch request.target {
            case "/latest/api/token": return Answer(request.method == "PUT" ? 200 : 405, "session")
            case "/latest/meta-data/iam/security-credentials/": return Answer(200, "role\n")
            case "/latest/meta-data/iam/security-credentials/role":
                guard request.fields["x-aws-ec2-metadata-token"] == "session" else { return Answer(401) }
                let number = current.withLock { $0 }
                return Answer(
                    200,
                    """
                    {"Code": "Success", "AccessKeyId": "KEY\(number)", "SecretAccessKey": "s", "Token": "t\(number)",
                     "Expiration": "2099-01-01T00:00:00Z"}
                    """
                )
            default:
                let key = "KEY\(current.withLock { $0 })"
                let isCurrent = request.fields["authorization"]?.contains("Credential=\(key)/") == true
                return isCurrent ? Answer(200, "bytes") : Answer(400, Self.error("ExpiredToken"))
            }
        }
        let site = try #require(server)
        let environment = [
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": site.address, "AWS_ENDPOINT_URL_S3": site.address,
        ]
        let store = try store("s3://bucket", environment)
        #expect(try read(store).bytes == Array("bytes".utf8))
        current.withLock { $0 = 2 }
        #expect(try read(store).bytes == Array("bytes".utf8))
        let asked = site.requests.count { $0.target.hasSuffix("/role") }
        #expect(asked == 2)
        // What stays expired, whatever is done, is an error after one more look.
        let always = try #require(ScriptedServer { _ in Answer(400, Self.error("ExpiredToken")) })
        let key = [
            "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_S3": always.address,
        ]
        let refused = try self.store("s3://bucket", key)
        #expect(try read(refused).error == .refusedFor(key: "k", status: 400, reason: "ExpiredToken"))
        #expect(always.requests.count == 2)
    }

    @Test func whereThereAreNoCredentialsTheReasonNamesWhatWasTried() throws {
        let environment = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9", "AWS_REGION": "x"]
        let store = try store("s3://bucket", environment)
        guard case .noCredentials("k", let cause)? = try read(store).error else {
            Issue.record("no such error")
            return
        }
        for word in ["environment", "files", "container", "instance metadata", "anonymous: true"] {
            #expect(cause.contains(word), "\(cause)")
        }
    }

    @Test func signaturesFollowTheServersClock() throws {
        let server = ScriptedServer { request in
            let date = request.fields["x-amz-date"] ?? ""
            // The server lives in 2031, some hours around it.
            let isRight = date.hasPrefix("20310101T")
            let time = "<ServerTime>2031-01-01T12:00:00Z</ServerTime>"
            return isRight ? Answer(200, "bytes") : Answer(403, Self.error("RequestTimeTooSkewed", time))
        }
        let site = try #require(server)
        let environment = [
            "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_S3": site.address,
        ]
        // Years are more than any clock is off: such a server is not believed.
        #expect(
            try read(store("s3://bucket", environment)).error
                == .refusedFor(key: "k", status: 403, reason: "RequestTimeTooSkewed")
        )
        let hour = WallClock.secondsSinceEpoch + 3600
        let near = ScriptedServer { request in
            let date = request.fields["x-amz-date"] ?? ""
            let earliest = SigningTime(secondsSinceEpoch: hour - 600).text
            let isRight = earliest <= date && date <= SigningTime(secondsSinceEpoch: hour + 600).text
            return isRight
                ? Answer(200, "bytes")
                : Answer(403, Self.error("RequestTimeTooSkewed"), fields: ["Date: \(HTTPDate.text(hour))"])
        }
        let other = try #require(near)
        let moved = environment.merging(["AWS_ENDPOINT_URL_S3": other.address]) { $1 }
        let store = try store("s3://bucket", moved)
        #expect(try read(store).bytes == Array("bytes".utf8))
        #expect(try read(store).bytes == Array("bytes".utf8))
        // Learnt once.
        #expect(other.requests.count == 3)
    }

    @Test func whoPaysIsSignedAndSent() throws {
        let server = try #require(ScriptedServer { _ in Answer(200, "bytes") })
        let environment = [
            "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_S3": server.address,
        ]
        _ = try read(store("s3://bucket", environment) { $0.requesterPays = true })
        let request = try #require(server.requests.first)
        #expect(request.fields["x-amz-request-payer"] == "requester")
        #expect(request.fields["authorization"]?.contains("x-amz-request-payer") == true)
        _ = try read(
            store("gs://bucket", [:]) {
                $0.isAnonymous = true
                $0.endpoint = server.address
                $0.userProject = "project"
            }
        )
        let google = try #require(server.requests.last)
        #expect(google.fields["x-goog-user-project"] == "project" && google.fields["authorization"] == nil)
        #expect(google.target == "/bucket/k" && google.fields["accept-encoding"] == "gzip")
    }

    @Test func noCredentialFollowsARedirect() throws {
        let other = try #require(ScriptedServer { _ in Answer(200, "bytes") })
        let address = other.address
        let server = try #require(
            ScriptedServer { _ in Answer(307, "", fields: ["Location: \(address)/bucket/k"]) }
        )
        let environment = [
            "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_S3": server.address,
        ]
        #expect(try read(store("s3://bucket", environment)).error == .refused(key: "k", status: 307))
        let folder = TemporaryFolder()
        folder.write(Array("token".utf8), to: "token")
        let web = try store("\(server.address)/bucket", [:]) { $0.bearerTokenFile = "\(folder.path)/token" }
        #expect(try read(web).error == .refused(key: "k", status: 307))
        #expect(other.requests.isEmpty && server.requests.last?.fields["authorization"] == "Bearer token")
    }

    @Test func aBearerFileIsReadAgainWhenTheTokenIsRefused() throws {
        let folder = TemporaryFolder()
        folder.write(Array("old".utf8), to: "token")
        let server = ScriptedServer { request in
            request.fields["authorization"] == "Bearer new" ? Answer(200, "bytes") : Answer(401)
        }
        let site = try #require(server)
        let store = try store(site.address, [:]) { $0.bearerTokenFile = "\(folder.path)/token" }
        #expect(try read(store).error == .refused(key: "k", status: 401))
        folder.write(Array("new\n".utf8), to: "token")
        #expect(try read(store).bytes == Array("bytes".utf8))
    }

    @Test(
        arguments: [
            (["http_proxy": "{proxy}"], nil, true),
            (["http_proxy": "{proxy}", "no_proxy": ".example"], nil, false),
            (["HTTP_PROXY": "{proxy}"], nil, false), (["all_proxy": "{proxy}"], nil, true),
            ([:], "{proxy}", true), (["http_proxy": "{proxy}"], "none", false),
        ] as [([String: String], String?, Bool)]
    )
    func proxiesAreAskedAndLookForTheNamesThemselves(
        _ environment: [String: String],
        _ setting: String?,
        _ isAsked: Bool
    ) throws {
        let proxy = try #require(ScriptedServer { _ in Answer(200, "bytes") })
        func filled(_ text: String) -> String { text == "{proxy}" ? proxy.address : text }
        var options = TransferEngine.Options()
        let variables = environment.mapValues(filled)
        options.environment = StorageEnvironment { variables[$0] }
        let looked = Mutex<[String]>([])
        options.lookup = { name in
            looked.withLock { $0.append(name) }
            return .failure(NameResolver.LookupFailure(cause: "no such name"))
        }
        let store = try store("http://store.example/data", [:], engine: TransferEngine(options: options)) {
            $0.proxy = setting.map(filled)
        }
        let outcome = try read(store)
        if isAsked {
            #expect(outcome.bytes == Array("bytes".utf8))
            #expect(proxy.requests.map(\.target) == ["http://store.example/data/k"])
            #expect(looked.withLock { $0 } == [])
        } else {
            #expect(outcome.error == .unreachable(key: "k", cause: "no such name"))
            #expect(proxy.requests.isEmpty && looked.withLock { $0 }.first == "store.example")
        }
    }

    @Test func noNameLeadsToALinkLocalAddress() throws {
        var options = TransferEngine.Options()
        options.environment = StorageEnvironment { _ in nil }
        options.lookup = { _ in .success(["169.254.169.254", "[fe80::1]"]) }
        let store = try store("http://store.example", [:], engine: TransferEngine(options: options))
        #expect(
            try read(store).error == .unreachable(key: "k", cause: "its name leads to a link-local address")
        )
    }

    @Test(
        arguments: [
            (404, "BlobNotFound", "absent"), (404, "ContainerNotFound", "ContainerNotFound"),
            (404, nil, "404"),
            (404, "ResourceNotFound", "ResourceNotFound"),
            (409, "PublicAccessNotPermitted", "PublicAccessNotPermitted"),
            (409, "BlobArchived", "BlobArchived"), (403, "AuthorizationFailure", "AuthorizationFailure"),
            (401, "NoAuthenticationInformation", "NoAuthenticationInformation"), (302, nil, "302"),
            (412, "ConditionNotMet", "changed"),
        ] as [(Int, String?, String)]
    )
    func azuresErrorsMeanWhatItsDocumentationSays(_ status: Int, _ code: String?, _ expected: String) throws {
        let fields = (code.map { ["x-ms-error-code: \($0)"] } ?? []) + ["Location: http://127.0.0.1:9/"]
        let server = try #require(ScriptedServer { _ in Answer(status, "", fields: fields) })
        let store = try store("az://c@account", [:]) {
            $0.endpoint = server.address
            $0.isAnonymous = true
        }
        switch try read(store) {
        case .absent: #expect(expected == "absent")
        case .failed(.refused(_, let status)): #expect(expected == "\(status)")
        case .failed(.refusedFor(_, _, let reason)): #expect(expected == reason)
        case .failed(.changed): #expect(expected == "changed")
        default: Issue.record("something else")
        }
        #expect(server.requests.first?.target == "/account/c/k")
    }
}
