internal import JSON
internal import Zarr

/// An archive of `Tests/Fixtures/zip.json`, and what lies in it by the keys of a store over it.
package struct ZipFixture: Sendable, CustomStringConvertible {
    package let name: String
    package let archive: [UInt8]
    package let entries: [String: [UInt8]]

    package var description: String { name }

    package static let all: [ZipFixture] = {
        let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"
        let document = try? JSONText.file("\(folder)/zip.json")
        return (document?["cases"]?.objectValue?.entries ?? []).map { name, value in
            let entries = value["entries"]?.objectValue?.entries ?? []
            return ZipFixture(
                name: name,
                archive: bytes(value["archive"]),
                entries: Dictionary(uniqueKeysWithValues: entries.map { ($0.key, bytes($0.value)) })
            )
        }
    }()

    private static func bytes(_ value: JSONValue?) -> [UInt8] {
        Base64.decode(value?.stringValue ?? "") ?? []
    }
}
