/// What is kept on a local disk, for all workers of a host: indexes of coordinates, and objects of stores.
package struct CacheSettings: Sendable, Equatable {
    /// A folder for nothing else; it is made if it is not there.
    package let folder: String
    /// What all of it may take.
    package let bytes: Int
    /// What of that objects of stores may take; indexes have the rest.
    package let objectBytes: Int
    /// The key that it was written under.
    package let key: String

    static let keys = ["path", "bytes", "objects"]
    /// What `cache` was called before it kept anything but objects.
    static let oldKey = "object_cache"
    static let oldKeys = ["path", "bytes"]
    static let range = (1 << 20)...(1 << 50)

    init(_ mapping: StrictMapping, key: String, directory: String) throws(ConfigurationError) {
        self.key = key
        _ = try mapping.requiredText("path")
        folder = try mapping.path("path", below: directory) ?? ""
        bytes = try mapping.bytes("bytes", in: Self.range) ?? 10 << 30
        let objects = key == Self.oldKey ? nil : try mapping.bytes("objects", in: 0...Self.range.upperBound)
        objectBytes = min(objects ?? bytes / 4 * 3, bytes)
    }

    var indexBytes: Int { bytes - objectBytes }

    var indexFolder: String { "\(folder)/indexes" }
}
