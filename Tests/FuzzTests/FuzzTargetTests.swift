import Execution
import FuzzTargets
import ObjectStorage
import Testing

/// The fuzz targets with their seeds, and with every input that once was a fault.
struct FuzzTargetTests {
    @Test func everyTargetHasANameAndSeedsOfItsOwn() {
        let names = FuzzTarget.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(FuzzTarget.all.filter(\.seeds.isEmpty).map(\.name) == [])
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func withstandsSeedsAndTheirBeginnings(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        for seed in target.seeds {
            for length in [seed.count, seed.count - 1, seed.count / 2, 1, 0] {
                seed.prefix(max(length, 0)).withUnsafeBytes(target.run)
            }
        }
    }

    /// `Tests/Fuzz/Regressions` has a folder for each target, and in it an input for each fault that was found.
    @Test func withstandsWhatOnceWasAFault() throws {
        let folder =
            "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fuzz/Regressions"
        let store = FileStore(root: folder)
        let context = WorkContext.background(seconds: 60)
        for target in FuzzTarget.all {
            for name in try store.list(target.name, most: 1000, context: context).objects {
                let request = ObjectRequest(key: "\(target.name)/\(name)", maxBytes: 1 << 20)
                guard case .found(let object) = try store.read(request, context: context) else { continue }
                object.bytes.withBytes(target.run)
            }
        }
    }
}
