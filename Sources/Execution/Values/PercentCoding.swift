/// RFC 3986 percent-encoding: of paths and queries of requests, of keys in the addresses of stores, of names.
package enum PercentCoding {
    /// Decodes once; nil for a broken escape or bytes that are not UTF-8.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool) -> String? {
        var text = String(text)
        return text.withUTF8 { decode($0, plusIsSpace: plusIsSpace) }
    }

    /// The same of bytes, which most often have nothing to decode.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> String? {
        let isPlain = text.allSatisfy { $0 != UInt8(ascii: "%") && !(plusIsSpace && $0 == UInt8(ascii: "+")) }
        return isPlain ? String(validating: text, as: UTF8.self) : decoded(text, plusIsSpace)
    }

    private static func decoded(_ text: UnsafeBufferPointer<UInt8>, _ plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
                else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Escapes everything but the unreserved characters (RFC 3986, section 2.3), so `/` too.
    package static func encode(_ text: some StringProtocol) -> String {
        encode(text, keeping: isUnreserved)
    }

    /// Writes every byte of UTF-8 for which `isKept` is false as `%XX`.
    package static func encode(_ text: some StringProtocol, keeping isKept: (UInt8) -> Bool) -> String {
        var text = String(text)
        return text.withUTF8 { text in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count)
            append(text, to: &bytes, keeping: isKept)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The same behind what is there.
    package static func append(
        _ text: UnsafeBufferPointer<UInt8>,
        to bytes: inout [UInt8],
        keeping isKept: (UInt8) -> Bool
    ) {
        var kept = text.startIndex
        for index in text.indices where !isKept(text[index]) {
            bytes.append(contentsOf: text[kept..<index])
            bytes.append(UInt8(ascii: "%"))
            bytes.append(digits[Int(text[index] >> 4)])
            bytes.append(digits[Int(text[index] & 15)])
            kept = index + 1
        }
        bytes.append(contentsOf: text[kept...])
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Letters, digits and `-._~`.
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
