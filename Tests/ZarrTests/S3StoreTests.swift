import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Stores uploaded with boto3, read back with verified signatures.
@Suite(.enabled(if: S3Server.isThere, "needs the test data, boto3 and moto"))
struct S3StoreTests {
    @Test func readsTheSameAsFromDisk() throws {
        let server = try #require(S3Server())
        let reader = Fixture.reader()
        let context = WorkContext.background(seconds: 120)
        // Every fifteenth: each kind of codec and layout is among them, and an upload takes its time.
        let cases = TortureTests.torture.cases.enumerated().filter { $0.offset % 15 == 0 }.map(\.element)
        let readable = cases.filter { $0.expected["sha256"] != nil }
        let folder = TemporaryFolder()
        for (index, (_, expected)) in readable.enumerated() {
            let copied = [
                "cp", "-r", TortureTests.torture.store(expected).label, "\(folder.path)/case \(index)",
            ]
            #expect(Command.run(copied) == 0)
        }
        #expect(server.upload(folder.path, prefix: ""))
        var read = 0
        for (index, (name, expected)) in readable.enumerated() {
            let local = TortureTests.torture.store(expected)
            let path = expected["array"]?.stringValue ?? ""
            guard let array = try? reader.openArray(local, path: path, context: context) else { continue }
            let remote = try reader.openArray(
                try server.store("case \(index)"),
                path: path,
                context: context
            )
            let bytes = try WholeArray.bytes(of: remote, context: context)
            let difference = try bytes.firstDifference(from: WholeArray.bytes(of: array, context: context))
            #expect(difference == nil, "\(name)")
            read += 1
        }
        #expect(read > 15)
    }

    @Test func findsWhatIsBelowByListing() throws {
        let server = try #require(S3Server())
        let grouped = TortureTests.torture.cases.first { $0.expected["groups"] != nil }
        let (name, expected) = try #require(grouped)
        let local = TortureTests.torture.store(expected)
        #expect(server.upload(local.label, prefix: "tree/"))
        let root = try Fixture.reader().open(
            try server.store("tree/"),
            path: "",
            context: .background(seconds: 60)
        )
        let found = Fixture.paths(below: root)
        #expect(
            Set(found.groups) == Set((expected["groups"]?.arrayValue ?? []).compactMap(\.stringValue)),
            "\(name)"
        )
        #expect(
            Set(found.arrays) == Set((expected["arrays"]?.arrayValue ?? []).compactMap(\.stringValue)),
            "\(name)"
        )
    }
}
