import Execution
import Icechunk
import JSON
import ObjectStorage
import TestSupport
import Testing
import Zarr

/// Copies of repositories, each with one thing wrong: an error that says what, never a trap, never fill values.
@Suite(.enabled(if: SharedData.isThere))
struct DamagedRepositoryTests {
    private static let cases: (folder: TemporaryFolder, all: [JSONValue]) = {
        let folder = SharedRepository.unpacked("\(SharedData.path ?? "")/data/icechunk/malformed.tar.gz")
        let document = try? JSONText.file("\(folder.path)/malformed/cases.json")
        return (folder.removedWithProcess(), document?.arrayValue ?? [])
    }()

    private let context = WorkContext.background(seconds: 120)

    @Test func meetsEveryDamageWithItsError() throws {
        #expect(Self.cases.all.count == 63)
        for damage in Self.cases.all {
            let name = damage["name"]?.stringValue ?? ""
            let found: String?
            do {
                try run(damage, name)
                found = nil
            } catch let error as IcechunkError {
                found = error.word
            } catch let error as StorageError {
                found = error.word
            }
            #expect(found == damage["error"]?.stringValue, "\(name)")
        }
    }

    private func run(_ damage: JSONValue, _ name: String) throws {
        let root = "\(Self.cases.folder.path)/malformed/\(name)"
        let urls = damage["virtual_url_map"]?.objectValue ?? JSONObject()
        var limits = IcechunkLimits()
        limits.decompressedBytes = 256 << 20
        let repository = try SharedRepository.repository(root, urls: urls, limits: limits)
        let branch = damage["branch"]?.stringValue ?? ""
        let state = try repository.look(for: branch, context: context)
        let version = try repository.resolve(branch, in: state, context: context)
        switch damage["op"]?.stringValue {
        case "history":
            _ = try repository.history(from: version.snapshot, limit: 1000, in: state, context: context)
        case "list":
            _ = try repository.store(at: version.snapshot, in: state, context: context)
                .documents(context: context)
        case "chunk": try readChunk(damage, repository, state, version)
        default: break
        }
    }

    private func readChunk(
        _ damage: JSONValue,
        _ repository: IcechunkRepository,
        _ state: RepositoryState,
        _ version: ResolvedVersion
    ) throws {
        let store = try repository.store(at: version.snapshot, in: state, context: context)
        let (path, place) = (damage["path"]?.stringValue ?? "", damage["coords"]?.stringValue ?? "")
        let chunk = try store.chunk(path, place, context: context)
        #expect(chunk != nil, "\(damage)")
    }
}

extension StorageError {
    /// The word that the reference reader has for it; of damage, by what its text begins with.
    fileprivate var word: String {
        switch self {
        case .gone(let key): return "\(key.prefix { $0 != "/" }.dropLast())-not-found"
        case .wrongLength: return "short-chunk"
        case .changed: return "object-modified"
        case .damaged(_, let reason):
            let beginnings = [
                ("zstd", "bad-zstd"), ("damaged structure", "bad-flatbuffer"), ("has no", "missing-field"),
                ("is the object", "id-mismatch"), ("damaged chunk reference", "bad-chunk-ref"),
                ("a compressed location", "no-dictionary"), ("the manifest", "manifest-not-listed"),
                ("has ", "size-mismatch"), ("is of file type", "wrong-file-type"),
            ]
            if reason.hasSuffix("not in order") { return "not-sorted" }
            if reason.hasSuffix("other dimensions") { return "bad-extents" }
            return beginnings.first { reason.hasPrefix($0.0) }?.1 ?? reason
        default: return "\(self)"
        }
    }
}
