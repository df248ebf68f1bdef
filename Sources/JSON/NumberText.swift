/// A number as text: whole numbers without a fraction, others in the fewest digits.
package enum NumberText {
    package static func of(_ value: Double) -> String {
        var bytes: [UInt8] = []
        JSONText.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
