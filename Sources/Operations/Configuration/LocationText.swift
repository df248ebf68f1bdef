internal import Failures
internal import ObjectStorage

/// What an operator has written where a path or a store's address should stand: mistakes are found as text, before
/// anything is opened.
enum LocationText {
    /// Beginnings of addresses that mean a store.
    private static let schemes = [
        "file", "http", "https", "s3", "s3a", "s3n", "gs", "gcs", "az", "azure", "abfs", "abfss", "adl",
        "wasb", "wasbs",
    ]

    /// What is wrong with a path or URL of a store, and what to write instead; nil when it can be one.
    static func problem(ofStore text: String) -> String? {
        if let problem = problemOfAnyText(text) { return problem }
        if let problem = problem(ofSchemeIn: text) { return problem }
        guard scheme(of: text) != nil else { return nil }
        do throws(StoreLocationError) {
            try StoreOpener.check(text)
            return nil
        } catch {
            return "must be a path or a URL: \(error)"
        }
    }

    /// The same for the beginning of such addresses.
    static func problem(ofPrefix text: String) -> String? {
        problemOfAnyText(text) ?? problem(ofSchemeIn: text)
    }

    /// The same for a path of a file or folder on this host.
    static func problem(ofPath text: String) -> String? {
        if let problem = problemOfAnyText(text) { return problem }
        guard scheme(of: text) == nil else {
            return "must be a path of this host, not '\(shown(text))': write such as /data/folder"
        }
        return nil
    }

    /// What a shell would have replaced, and nobody does here.
    private static func problemOfAnyText(_ text: String) -> String? {
        if StoreLocation.user(in: text) != nil { return problemOfUser(in: text) }
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard isPlain, text.first != " ", text.last != " " else {
            return "must have no blanks at its ends and no control characters"
        }
        if text.hasPrefix("~") {
            return "must not begin with '~', which is not replaced here: write the whole path, such as "
                + "/home/NAME\(text.drop { $0 != "/" })"
        }
        if text.hasPrefix("$") || text.contains("${") || text.contains("$(") {
            return "must not hold '\(variable(in: text))': variables are not replaced here; write what it "
                + "stands for"
        }
        return nil
    }

    /// Secrets are in files that a profile names: an address is shown in logs and lists.
    private static func problemOfUser(in text: String) -> String {
        let scheme = scheme(of: text).map { $0.lowercased() } ?? ""
        let keys =
            switch scheme {
            case "s3", "s3a", "s3n", "gs", "gcs": "access_key_file and secret_key_file"
            case "az", "azure", "abfs", "abfss", "adl", "wasb", "wasbs": "account_key_file or sas_token_file"
            default: "headers_file, a file with a line 'Authorization: Basic …', or bearer_token_file"
            }
        return
            "must not name a user or a password: write the address without what stands before the '@', and "
            + "give a profile for it below 'storage' (\(keys))"
    }

    /// `${DATA}` of `/mnt/${DATA}/x`.
    private static func variable(in text: String) -> String {
        let rest = text[(text.firstIndex(of: "$") ?? text.startIndex)...]
        let end = rest.firstIndex { $0 == "}" || $0 == ")" }.map { rest.index(after: $0) }
        return String(rest[..<(end ?? rest.firstIndex(of: "/") ?? rest.endIndex)].prefix(80))
    }

    private static func problem(ofSchemeIn text: String) -> String? {
        // `s3//bucket`, `https//host`: the colon was forgotten.
        if let known = schemes.first(where: { text.hasPrefix($0 + "//") }) {
            return "must be a path or a URL, not '\(shown(text))': did you mean "
                + "'\(known)://\(shown(text.dropFirst(known.count + 2)))'?"
        }
        guard let scheme = scheme(of: text) else { return nil }
        let rest = text.dropFirst(scheme.count + 1)
        let target = shown(rest.drop { $0 == "/" })
        guard schemes.contains(scheme.lowercased()) else {
            guard let near = NearestName.of(scheme, among: schemes) else {
                return
                    "must be a path or a URL, not '\(shown(text))': '\(scheme)' is not a kind of store; there "
                    + "are paths, file:, http:, https:, s3:, gs: and az:"
                    + (rest.hasPrefix("//") ? "" : " (a path is './\(shown(text))')")
            }
            return "must be a path or a URL, not '\(shown(text))': did you mean '\(near)://\(target)'?"
        }
        guard rest.hasPrefix("//") || scheme.lowercased() == "file" else {
            return "must be a path or a URL, not '\(shown(text))': write '\(scheme)://\(target)'"
        }
        return nil
    }

    /// The letters before a `:` that a URL would begin with; nil for paths.
    ///
    /// One letter is a drive of Windows and no scheme.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon]
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2B
                || byte == 0x2D
        }
        guard name.count > 1, isName, name.first?.isLetter == true else { return nil }
        return String(name)
    }

    /// Without what may hold a signature or a password.
    private static func shown(_ text: some StringProtocol) -> String {
        String(StoreLocation.shown(text).prefix(200))
    }
}

extension StrictMapping {
    /// A path of this host, absolute or below `directory`.
    func path(_ key: String, below directory: String) throws(ConfigurationError) -> String? {
        guard let text = try text(key) else { return nil }
        if let problem = LocationText.problem(ofPath: text) { throw error(key, problem) }
        return FilePath.resolve(text, against: directory)
    }

    /// A store: a URL, or a path, absolute or below `directory`.
    func location(_ key: String, below directory: String) throws(ConfigurationError) -> String? {
        guard let text = try text(key) else { return nil }
        if let problem = LocationText.problem(ofStore: text) { throw error(key, problem) }
        return FilePath.resolve(text, against: directory)
    }
}
