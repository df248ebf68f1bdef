import Execution
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Stores written by zarr-python with every codec, type and layout: decoded values against published hashes.
@Suite(.enabled(if: SharedData.isThere))
struct TortureTests {
    /// Cases of a published collection, unpacked once.
    struct Collection: Sendable {
        let folder: TemporaryFolder
        let cases: [(name: String, expected: JSONObject)]

        init(_ name: String) {
            folder = TemporaryFolder().removedWithProcess()
            let data = "\(SharedData.path ?? "")/data/zarr/\(name)"
            _ = Command.run(["tar", "xzf", "\(data).tar.gz", "-C", folder.path])
            let document = try? JSONText.file("\(data).expected.json")
            cases = ((document?["cases"] ?? document?["arrays"])?.objectValue?.entries ?? []).map {
                ($0.key, $0.value.objectValue ?? JSONObject())
            }
        }

        func store(_ expected: JSONObject) -> FileStore {
            FileStore(root: "\(folder.path)/\(expected["path"]?.stringValue ?? "?")")
        }
    }

    static let torture = Collection("torture")

    @Test func decodesEveryReadableArrayToItsHash() throws {
        let reader = Fixture.reader()
        var read = 0
        for (name, expected) in Self.torture.cases {
            guard let hash = expected["sha256"]?.stringValue else { continue }
            let context = WorkContext.background(seconds: 60)
            do {
                let array = try reader.openArray(
                    Self.torture.store(expected),
                    path: expected["array"]?.stringValue ?? "",
                    context: context
                )
                let shape = expected["shape"]?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } }
                #expect(array.metadata.shape == shape, "\(name)")
                var bytes = try WholeArray.bytes(of: array, context: context)
                if expected["bits"]?.boolValue != true {
                    bytes = WholeArray.quietingNaNs(bytes, array.metadata.element)
                }
                #expect(SHA256.hexadecimal(bytes) == hash, "\(name): \(array.metadata.codecs.names)")
                read += 1
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
        #expect(read == 396)
    }

    @Test func refusesEveryBrokenStoreWithATypedError() {
        let reader = Fixture.reader()
        for (name, expected) in Self.torture.cases where expected["error"] != nil {
            let context = WorkContext.background(seconds: 60)
            do {
                let array = try reader.openArray(Self.torture.store(expected), path: "", context: context)
                _ = try WholeArray.bytes(of: array, context: context)
                Issue.record("\(name) was read")
            } catch let error as ZarrError {
                print("\(name): \(error)")
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    @Test func findsEveryNodeOfAHierarchy() throws {
        let reader = Fixture.reader()
        for (name, expected) in Self.torture.cases {
            guard let groups = expected["groups"]?.arrayValue, let arrays = expected["arrays"]?.arrayValue
            else { continue }
            let root = try reader.open(
                Self.torture.store(expected),
                path: "",
                context: .background(seconds: 60)
            )
            let found = Fixture.paths(below: root)
            #expect(Set(found.groups) == Set(groups.compactMap(\.stringValue)), "\(name)")
            #expect(Set(found.arrays) == Set(arrays.compactMap(\.stringValue)), "\(name)")
            for (path, attributes) in expected["attributes"]?.objectValue?.entries ?? [] {
                #expect(root.group(at: path)?.attributes == attributes.objectValue, "\(name): \(path)")
            }
        }
    }

    /// Stores of other projects; the client tests read the larger ones, and those in zip files, with `sluice cat`.
    @Test func readsWhatOtherProjectsWrote() throws {
        let collection = Collection("thirdparty")
        let reader = Fixture.reader()
        var read = 0
        for (name, expected) in collection.cases where !name.contains(".zip") && Self.isSmall(expected) {
            guard let hash = expected["sha256"]?.stringValue else { continue }
            let context = WorkContext.background(seconds: 60)
            do {
                let array = try reader.openArray(
                    collection.store(expected),
                    path: expected["array"]?.stringValue ?? "",
                    context: context
                )
                var bytes: [UInt8] = []
                try ArrayExport(array, ranges: array.metadata.shape.map { 0..<$0 }).write(context: context) {
                    bytes += $0
                }
                let quiet = WholeArray.quietingNaNs(bytes, array.metadata.element)
                let hashes = [SHA256.hexadecimal(bytes), SHA256.hexadecimal(quiet)]
                #expect(hashes.contains(hash), "\(name)")
                read += 1
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
        #expect(read >= 255)
    }

    /// Hashing in a debug build takes its time.
    private static func isSmall(_ expected: JSONObject) -> Bool {
        (expected["shape"]?.arrayValue ?? []).reduce(1.0) { $0 * ($1.doubleValue ?? 1) } <= 50_000
    }

    /// The same bytes through a web server, which answers late and fails now and then.
    @Test func decodesTheSameOverHTTP() throws {
        let rules =
            #"{"seed":5,"rules":[{"probability":0.02,"times":200,"do":{"status":503,"retry_after":0}}]}"#
        let server = try #require(FaultServer(rules: rules, folder: Self.torture.folder))
        let engine = TransferEngine()
        let reader = Fixture.reader()
        for (name, expected) in Self.torture.cases {
            guard let hash = expected["sha256"]?.stringValue, let path = expected["path"]?.stringValue else {
                continue
            }
            let context = WorkContext.background(seconds: 60)
            do {
                let store = try StoreOpener.open("\(server.address)/\(path)", engine: engine)
                let array = try reader.openArray(
                    store,
                    path: expected["array"]?.stringValue ?? "",
                    context: context
                )
                let bytes = try WholeArray.bytes(of: array, context: context)
                let quiet = WholeArray.quietingNaNs(bytes, array.metadata.element)
                #expect([SHA256.hexadecimal(bytes), SHA256.hexadecimal(quiet)].contains(hash), "\(name)")
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }
}
