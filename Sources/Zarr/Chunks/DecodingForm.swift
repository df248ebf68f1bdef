import JSON
internal import ObjectStorage

/// Everything that turns the bytes of an object into values, hashed: arrays of one form decode equal bytes equally.
package struct DecodingForm: Sendable, Hashable {
    let high: UInt64
    let low: UInt64
    /// SHA-256 of the same: equal in every process.
    let name: [UInt8]

    /// The members of an array's `zarr.json` that decoding depends on.
    ///
    /// The grid is not among them: the shape of an object counts where it is decoded.
    private static let members = ["data_type", "fill_value", "codecs"]
    /// Those of a `.zarray`.
    private static let oldMembers = ["dtype", "fill_value", "filters", "compressor", "order"]

    init(v3 document: JSONObject) { self.init(document, Self.members) }

    init(v2 document: JSONObject) { self.init(document, Self.oldMembers) }

    private init(_ document: JSONObject, _ members: [String]) {
        let values = members.map { JSONValue.array([document[$0] ?? .null]).bytes }
        high = Self.hash(1, values)
        low = Self.hash(2, values)
        // Each is a list, which ends where it ends.
        name = values.reduce(into: []) { $0 += $1 }.withUnsafeBytes { SHA256Digest.digest(of: $0) }
    }

    private static func hash(_ salt: Int, _ values: [[UInt8]]) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        hasher.combine(values)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
