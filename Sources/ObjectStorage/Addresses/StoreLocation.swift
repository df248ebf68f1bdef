/// Locations of stores as operators write them.
package enum StoreLocation {
    /// A location without its query, which may hold a signature, and without a user's name and password.
    package static func shown(_ location: some StringProtocol) -> String {
        let text = String(location)
        guard let user = user(in: text) else { return String(text.prefix { $0 != "?" }) }
        return "\(text[..<user.lowerBound])…\(text[user.upperBound...].prefix { $0 != "?" })"
    }

    /// Where a location names a user, with or without a password: what stands before the `@`, however it is misspelled.
    ///
    /// `container@account` is Azure's, and a path of this host may hold what it likes.
    package static func user(in location: String) -> Range<String.Index>? {
        guard let at = location.lastIndex(of: "@"), !location.hasPrefix("/"), !location.hasPrefix(".") else {
            return nil
        }
        let start = location.firstRange(of: "://")?.upperBound
        guard let start, start <= at else { return userWithoutScheme(location, until: at) }
        let authority = location[start...].prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            return isOfAzure(location) && !user.contains(":") ? nil : start..<at
        }
        // `user:pass/word@host`: what follows the first colon is no port, so it belongs to a password.
        guard let colon = authority.firstIndex(of: ":"),
            !authority[colon...].dropFirst().allSatisfy(\.isNumber)
        else { return nil }
        return authority.hasPrefix("[") ? nil : start..<at
    }

    /// `http:/user:password@host`, `user:password@host`: what a forgotten sign must not make public.
    private static func userWithoutScheme(_ location: String, until at: String.Index) -> Range<String.Index>?
    {
        guard let colon = location.firstIndex(of: ":"), colon < at else { return nil }
        var start = location.startIndex
        if ["file", "http", "https", "s3", "gs", "az"].contains(kind(of: location)) {
            start = location[colon...].dropFirst().firstIndex { $0 != "/" } ?? at
        }
        return start < at ? start..<at : nil
    }

    private static func isOfAzure(_ location: String) -> Bool { kind(of: location) == "az" }

    private static func kind(of location: String) -> String {
        scheme(of: location).map { String(StoreAddress.canonical(scheme: $0[...])) } ?? ""
    }

    /// The letters before the first `:`, if that is what they are: `C:` or `a/b:c` have no scheme.
    static func scheme(of location: String) -> String? {
        guard let colon = location.firstIndex(of: ":") else { return nil }
        let name = location[..<colon]
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2B
                || byte == 0x2D
        }
        return name.count > 1 && isName ? name.lowercased() : nil
    }
}
