internal import CCrypto

enum ConstantTime {
    /// Whether two secrets are the same bytes: how far they agree does not show in the time that it takes, their lengths may.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
