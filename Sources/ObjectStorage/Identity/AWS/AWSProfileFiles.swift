/// The files in which AWS's own programs keep profiles: `~/.aws/credentials` and `~/.aws/config`.
struct AWSProfileFiles: Sendable {
    /// Settings by profile: names of settings in small letters; of nested ones, `s3.addressing_style`.
    private(set) var profiles: [String: [String: String]] = [:]
    /// Settings of `[services name]`.
    private(set) var services: [String: [String: String]] = [:]

    /// Reads both files anew; those that are not there hold nothing.
    init(_ environment: StorageEnvironment) {
        let home = environment["HOME"].map { "\($0)/.aws" }
        let config = environment["AWS_CONFIG_FILE"] ?? home.map { "\($0)/config" }
        let credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? home.map { "\($0)/credentials" }
        if let config, let text = SecretFile.text(at: config, maxBytes: Self.maxBytes) { takeConfig(text) }
        if let credentials, let text = SecretFile.text(at: credentials, maxBytes: Self.maxBytes) {
            for (section, settings) in Self.sections(text) {
                profiles[section, default: [:]].merge(settings) { _, new in new }
            }
        }
    }

    private static let maxBytes = 1 << 20

    private mutating func takeConfig(_ text: String) {
        for (section, settings) in Self.sections(text) {
            let words = section.split(whereSeparator: \.isWhitespace).map(String.init)
            switch (words.first, words.count) {
            case ("default", 1): profiles["default", default: [:]].merge(settings) { _, new in new }
            case ("profile", 2): profiles[words[1], default: [:]].merge(settings) { _, new in new }
            case ("services", 2): services[words[1], default: [:]].merge(settings) { _, new in new }
            default: break
            }
        }
    }

    /// Settings by section, as they are written: an indented line belongs to the setting above it.
    static func sections(_ text: String) -> [(String, [String: String])] {
        var sections: [(String, [String: String])] = []
        var parent = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let isNested = line.first == " " || line.first == "\t"
            let content = line.trimmed
            guard let first = content.first, first != "#", first != ";" else { continue }
            if first == "[", let end = content.firstIndex(of: "]") {
                sections.append((content[content.index(after: content.startIndex)..<end].trimmed, [:]))
                parent = ""
                continue
            }
            guard let sign = content.firstIndex(of: "="), !sections.isEmpty else { continue }
            let name = content[..<sign].trimmed.lowercased()
            let value = withoutComment(content[sign...].dropFirst())
            if isNested, !parent.isEmpty {
                sections[sections.count - 1].1["\(parent).\(name)"] = value
            } else {
                parent = value.isEmpty ? name : ""
                sections[sections.count - 1].1[name] = value
            }
        }
        return sections
    }

    /// A comment within a line begins after white space.
    private static func withoutComment(_ value: Substring) -> String {
        for mark in [" #", " ;", "\t#", "\t;"] {
            if let range = value.firstRange(of: mark) { return withoutComment(value[..<range.lowerBound]) }
        }
        return value.trimmed
    }
}
