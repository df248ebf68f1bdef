/// Equal for equal bytes, as 128 bits of a hash whose key only this process knows.
package struct ObjectIdentity: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
