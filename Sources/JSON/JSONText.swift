/// Numbers and quoted texts as JSON bytes, appended without strings or formats in between.
package enum JSONText {
    /// The shortest text that reads back to the same double; `null` for NaN and infinities.
    package static func append(_ value: Double, to bytes: inout [UInt8]) {
        append(to: &bytes) { DecimalText.write(value, to: $0) }
    }

    /// The shortest text that reads back to the same float; `null` for NaN and infinities.
    package static func append(_ value: Float, to bytes: inout [UInt8]) {
        ShortestFloat.powers.withUnsafeBufferPointer { powers in
            append(to: &bytes) { DecimalText.write(value, powers: powers, to: $0) }
        }
    }

    @inline(__always)
    private static func append(to bytes: inout [UInt8], write: (UnsafeMutablePointer<UInt8>) -> Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.longest) { buffer in
            guard let start = buffer.baseAddress else { return }
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: write(start)))
        }
    }

    package static func append(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(value.magnitude, to: &bytes)
    }

    package static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = value
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// `text` as a JSON string with its quotes.
    ///
    /// Control characters, and those that change the direction of a text, are escaped: nothing in a document that
    /// somebody looks at acts on what shows it.
    package static func append(quoted text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Bytes that may begin such a character beyond ASCII: U+0080…, U+061C, U+2000….
        if text.utf8.contains(where: { $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2 }) {
            for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
        } else {
            for byte in text.utf8 { append(byte, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7F: appendEscape(UInt32(byte), to: &bytes)
        default: bytes.append(byte)
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        if scalar.isASCII {
            append(UInt8(truncatingIfNeeded: scalar.value), to: &bytes)
        } else if ActiveCharacter.isOne(scalar) {
            appendEscape(scalar.value, to: &bytes)
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// `\u202e`; all such characters lie below U+10000.
    private static func appendEscape(_ code: UInt32, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(digits[Int(code >> UInt32(shift)) & 15]) }
    }
}
