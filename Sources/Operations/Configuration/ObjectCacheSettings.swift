/// Where objects of stores are kept on a local disk, for all workers of a host.
package struct ObjectCacheSettings: Sendable, Equatable {
    /// A folder for nothing else; it is made if it is not there.
    package let folder: String
    package let bytes: Int

    static let keys = ["path", "bytes"]

    init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        _ = try mapping.requiredText("path")
        folder = try mapping.path("path", below: directory) ?? ""
        bytes = try mapping.bytes("bytes", in: (1 << 20)...(1 << 50)) ?? 10 << 30
    }
}
