/// Stands for all values of an array, in every process of a host: of two arrays with one fingerprint all values are equal.
package struct ArrayFingerprint: Sendable, Hashable {
    /// SHA-256 of where the stored bytes are, in which state, and of all that decoding depends on.
    package let bytes: [UInt8]
    /// Whether the array may be another one at any moment: what was read meanwhile is of this fingerprint only if looking
    /// again finds it.
    package let isFleeting: Bool
}
