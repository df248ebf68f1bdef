internal import Execution
package import JSON
internal import ObjectStorage
internal import Zarr

/// A small store of `Tests/Fixtures`, written by another implementation, with the hashes of its values.
package struct ZarrFixture: Sendable, CustomStringConvertible {
    package let name: String
    package let objects: [String: [UInt8]]
    /// Shape and SHA-256 of the values by path.
    package let arrays: [(path: String, shape: [Int], hash: String)]

    package var description: String { name }

    /// The objects as a store of their own.
    package var store: MemoryStore { MemoryStore(objects, label: name) }

    /// The stores of `zarr.json`, `rectilinear.json` and `codecs.json`.
    package static let all: [ZarrFixture] = {
        let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"
        return ["zarr", "rectilinear", "codecs"].flatMap { name in
            let document = try? JSONText.file("\(folder)/\(name).json")
            return (document?["cases"]?.objectValue?.entries ?? []).map { ZarrFixture($0.key, $0.value) }
        }
    }()

    private init(_ name: String, _ document: JSONValue) {
        self.name = name
        let objects = (document["objects"]?.objectValue?.entries ?? []).map { entry in
            (entry.key, Base64.decode(entry.value.stringValue ?? "") ?? [])
        }
        self.objects = Dictionary(objects) { first, _ in first }
        arrays = (document["arrays"]?.objectValue?.entries ?? []).map { path, value in
            let shape = (value["shape"]?.arrayValue ?? []).compactMap { $0.integerValue.map { Int($0) } }
            return (path, shape, value["sha256"]?.stringValue ?? "")
        }
    }
}

extension JSONText {
    /// Reads a file of test data.
    package static func file(_ path: String) throws -> JSONValue? {
        let parts = path.split(separator: "/")
        let folder = "/" + parts.dropLast().joined(separator: "/")
        let outcome = try FileStore(root: folder).read(
            ObjectRequest(key: String(parts.last ?? ""), maxBytes: 64 << 20),
            context: .background(seconds: 60)
        )
        guard case .found(let object) = outcome else { return nil }
        return try object.bytes.withBytes { try JSONParser.parse($0) }
    }
}
