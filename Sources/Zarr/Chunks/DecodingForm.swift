import JSON

/// Everything that turns the bytes of an object into values, hashed: arrays of one form decode equal bytes equally.
package struct DecodingForm: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    /// The members of an array's `zarr.json` that decoding depends on.
    ///
    /// The grid is not among them: the shape of an object counts where it is decoded.
    private static let members = ["data_type", "fill_value", "codecs"]

    init(v3 document: JSONObject) {
        let values = Self.members.map { JSONValue.array([document[$0] ?? .null]).bytes }
        high = Self.hash(1, values)
        low = Self.hash(2, values)
    }

    private static func hash(_ salt: Int, _ values: [[UInt8]]) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        hasher.combine(values)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
