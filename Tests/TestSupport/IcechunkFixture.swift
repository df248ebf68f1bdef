package import JSON
internal import ObjectStorage
internal import Zarr

/// A small Icechunk repository of `Tests/Fixtures`, written by the library, with what the library reads from it.
package struct IcechunkFixture: Sendable, CustomStringConvertible {
    /// Of the format's spec: 1 or 2.
    package let spec: Int
    package let objects: [String: [UInt8]]
    /// `branches`, `tags`, `history` and, by snapshot, `arrays` with their hashes.
    package let expected: JSONValue

    package var description: String { "spec \(spec)" }

    /// Its objects, apart from any other test's.
    package func store(label: String = "fixture") -> MemoryStore { MemoryStore(objects, label: label) }

    /// What virtual chunks lie in, below `file:///sluice-fixture/`.
    package let external: [String: [UInt8]]

    package static let all = [1, 2].map(IcechunkFixture.init)

    private init(spec: Int) {
        let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"
        let document = (try? JSONText.file("\(folder)/icechunk-\(spec).json")) ?? .null
        self.spec = spec
        expected = document
        objects = Self.objects(document["objects"])
        external = Self.objects(document["external"])
    }

    private static func objects(_ value: JSONValue?) -> [String: [UInt8]] {
        let entries = (value?.objectValue?.entries ?? []).map { entry in
            (entry.key, Base64.decode(entry.value.stringValue ?? "") ?? [])
        }
        return Dictionary(entries) { first, _ in first }
    }

    /// The snapshot of a branch.
    package func tip(_ branch: String = "main") -> String { expected["branches"]?[branch]?.stringValue ?? "" }

    /// The snapshot of `main` with this message.
    package func commit(_ message: String) -> String {
        let commits = expected["history"]?["main"]?.arrayValue ?? []
        return commits.first { $0["message"]?.stringValue == message }?["id"]?.stringValue ?? ""
    }
}
