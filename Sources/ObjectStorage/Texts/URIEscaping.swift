/// How addresses hold keys and parameters, as every kind of store here takes them: every byte but `A-Z a-z 0-9 - . _ ~` becomes `%XX`.
package enum URIEscaping {
    /// A key: slashes stay.
    package static func path(_ key: String) -> String {
        HTTPLocation.encode(key, keeping: HTTPLocation.isPlain)
    }

    /// Parameters sorted by name, then value, each with `=`: what is signed is what is sent.
    package static func query(_ parameters: [(name: String, value: String)]) -> String {
        parameters
            .map { (value($0.name), value($0.value)) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    private static func value(_ text: String) -> String {
        HTTPLocation.encode(text) { $0 != UInt8(ascii: "/") && HTTPLocation.isPlain($0) }
    }

    /// What `encoding-type=url` has made of a key: escapes, and `+` for a blank; nil when it is no such text.
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
