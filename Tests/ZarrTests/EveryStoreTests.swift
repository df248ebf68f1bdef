import Execution
import Glibc
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// The same arrays from every kind of store.
@Suite(.enabled(if: StorageTool.isThere))
struct EveryStoreTests {
    enum Kind: String, CaseIterable, Sendable {
        case http, nginx, s3, swift, google, azure

        /// Those of which the servers are here.
        static let here = allCases.filter { kind in
            switch kind {
            case .nginx: NginxServer.isThere
            case .swift: SwiftServer.isThere
            default: true
            }
        }
    }

    /// All; of the slow server every fifth, where not all are wanted: each kind of codec and layout is among them.
    private static func cases(_ kind: Kind) -> [(name: String, expected: JSONObject)] {
        let step = kind == .swift && getenv("SLUICE_TEST_ALL") == nil ? 5 : 1
        return TortureTests.torture.cases.enumerated()
            .filter { $0.offset % step == 0 && $0.element.expected["sha256"] != nil }.map(\.element)
    }

    /// What must live as long as the store is read.
    private struct Place {
        let owner: any Sendable
        let root: String
        var profile: StorageProfile

        init(_ owner: any Sendable, _ root: String, _ adjust: (inout StorageProfile) -> Void = { _ in }) {
            self.owner = owner
            self.root = root
            profile = StorageProfile(prefix: root)
            adjust(&profile)
        }
    }

    @Test(
        .enabled(
            if: SwiftServer.isThere,
            "needs swift-proxy, -account, -container, -object, memcached, boto3"
        )
    )
    func aSecondImplementationOfS3IsAmongThem() { #expect(Kind.here.contains(.swift)) }

    @Test(arguments: Kind.here) func readsTheSameAsFromDisk(_ kind: Kind) throws {
        let torture = TortureTests.torture
        let place = try place(kind, torture.folder)
        let reader = Fixture.reader()
        let engine = TransferEngine()
        let context = WorkContext.background(seconds: 120)
        var read = 0
        let cases = Self.cases(kind)
        for (name, expected) in cases {
            guard let path = expected["path"]?.stringValue,
                let node = expected["array"]?.stringValue,
                let array = try? reader.openArray(torture.store(expected), path: node, context: context)
            else { continue }
            let store = try StoreOpener.open(
                "\(place.root)/\(path)",
                profiles: StorageProfiles([place.profile]),
                environment: StorageEnvironment { _ in nil },
                engine: engine
            )
            let remote = try reader.openArray(store, path: node, context: context)
            let bytes = try WholeArray.bytes(of: remote, context: context)
            let difference = try bytes.firstDifference(from: WholeArray.bytes(of: array, context: context))
            #expect(difference == nil, "\(name)")
            read += 1
        }
        #expect(read == cases.count)
        _ = place.owner
    }

    /// The index of a shard and its chunks are read one after the other: they must be of the same object.
    @Test(arguments: [("changing", true), ("none", false)])
    func aShardThatIsReplacedMeanwhileIsAnError(_ tag: String, _ isError: Bool) throws {
        let torture = TortureTests.torture
        let cases = torture.cases.filter { $0.name.hasPrefix("v3.shard") && $0.expected["sha256"] != nil }
        let (name, expected) = try #require(cases.first)
        let local = torture.store(expected)
        let folder = TemporaryFolder()
        #expect(Command.run(["cp", "-r", local.label, "\(folder.path)/store"]) == 0)
        let rules = #"[{"range":true,"do":{"etag":"\#(tag)","last_modified":"none"}}]"#
        let server = try #require(FaultServer(rules: rules, folder: folder))
        let node = expected["array"]?.stringValue ?? ""
        let context = WorkContext.background(seconds: 60)
        let reader = Fixture.reader()
        let array = try reader.openArray(try server.store(path: "/store"), path: node, context: context)
        if isError {
            let error = #expect(throws: ZarrError.self) { try WholeArray.bytes(of: array, context: context) }
            guard case .storage(.changed)? = error else {
                Issue.record("\(name): \(error as Any)")
                return
            }
        } else {
            let same = try reader.openArray(local, path: node, context: context)
            let bytes = try WholeArray.bytes(of: array, context: context)
            #expect(try bytes == WholeArray.bytes(of: same, context: context), "\(name)")
        }
    }

    private func place(_ kind: Kind, _ folder: TemporaryFolder) throws -> Place {
        let own = TemporaryFolder()
        let everybody = ["--upload", folder.path, "--public", "cubes"]
        switch kind {
        case .http:
            let server = try #require(FaultServer(rules: "[]", folder: folder))
            return Place(server, server.address)
        case .nginx:
            let server = try #require(NginxServer(root: folder.path))
            return Place(server, server.address)
        case .swift:
            let server = try #require(SwiftServer())
            let folders = Set(Self.cases(.swift).compactMap { $0.expected["path"]?.stringValue })
            #expect(server.upload(folders.sorted(), below: folder.path))
            own.write(Array(SwiftServer.key.utf8), to: "id")
            own.write(Array(SwiftServer.secret.utf8), to: "secret")
            return Place([server, own] as [any Sendable], "s3://cubes") {
                $0.endpoint = server.address
                $0.accessKeyFile = "\(own.path)/id"
                $0.secretKeyFile = "\(own.path)/secret"
            }
        case .s3:
            let tool = try #require(
                StorageTool("aws_sts_imds.py", ["--s3-port", "0", "--upload", folder.path])
            )
            own.write(Array("AKIATESTTESTTESTTEST".utf8), to: "id")
            own.write(Array("test/secret+key=".utf8), to: "secret")
            return Place([tool, own] as [any Sendable], "s3://cubes") {
                $0.endpoint = tool.addresses[1]
                $0.region = "eu-central-1"
                $0.accessKeyFile = "\(own.path)/id"
                $0.secretKeyFile = "\(own.path)/secret"
            }
        case .google:
            let tool = try #require(StorageTool("gcs_server.py", everybody))
            return Place(tool, "gs://cubes") {
                $0.endpoint = tool.addresses[0]
                $0.isAnonymous = true
            }
        case .azure:
            let tool = try #require(StorageTool("azure_server.py", ["--upload", folder.path]))
            own.write(Array((tool.line(beginning: "key") ?? "").utf8), to: "key")
            return Place([tool, own] as [any Sendable], "az://cubes@testaccount") {
                $0.endpoint = tool.addresses[0]
                $0.accountKeyFile = "\(own.path)/key"
            }
        }
    }
}
