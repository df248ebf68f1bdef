internal import Execution

/// How addresses hold keys and parameters, as every kind of store here takes them: every byte but `A-Z a-z 0-9 - . _ ~` becomes `%XX`.
package enum URIEscaping {
    /// A key: slashes stay.
    package static func path(_ key: String) -> String {
        PercentCoding.encode(key, keeping: HTTPLocation.isPlain)
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
        PercentCoding.encode(text)
    }

    /// What `encoding-type=url` has made of a key: escapes, and `+` for a blank; nil when it is no such text.
    static func decoded(_ text: String) -> String? {
        PercentCoding.decode(text, plusIsSpace: true)
    }
}
