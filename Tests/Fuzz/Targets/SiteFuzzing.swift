internal import JSON
internal import Operations

/// nginx's site: what is written of a configuration's texts, and what is read of a host's own file.
enum SiteFuzzing {
    static let targets = [written, read]

    // MARK: Writing

    /// Each line is a value of `site:`, behind the number of its key: whatever is taken stands in nginx's file as one word.
    private static let written = FuzzTarget(
        "site-text",
        seeds: [
            "0cubes.example.org\n0*.b.example\n1443\n1[::1]:8443\n2/cubes\n3/run/my sluice\n4/etc/c.pem\n5/k.pem\n",
            "4/c.pem\n5/k.pem\n6/ca {1};.pem\n7127.0.0.53\n8/var/www#\n910.0.0.0/8\na::1\nbGoogle bot/1.0\nc/var/cache/{x}\nd/etc/\"; gate \\\n",
            "1*:80\n1localhost:81\n0a-b\nba.b_c\n", "c/;\"'$\\\n", "d\\\"\n",
        ].map { Array($0.utf8) },
        isRefusal: { $0 is ConfigurationError }
    ) { input in
        let texts = SiteTexts(String(decoding: input, as: UTF8.self))
        let site = try Configuration(yaml: texts.yaml, file: "c", directory: "/").site ?? SiteSettings()
        let blocks = SiteBlocks(site: site, asksWho: true, gate: texts.gate).all
        for (name, lines) in blocks {
            precondition(!lines.contains { $0.utf8.contains(0x0A) }, "\(name) has a line within a line")
            let statements = NginxOracle.statements(of: lines.joined(separator: "\n"))
            precondition(statements != nil, "\(name) has quotes or blocks without an end")
            for words in statements ?? [] { check(words, site) }
        }
        let marks = blocks.keys.sorted().map { "x;  # host: \($0)" }.joined(separator: "\n")
        let made = SiteTemplate(text: marks).filled(with: blocks)
        precondition(NginxOracle.statements(of: made) != nil, "a site that nginx cannot read")
    }

    /// What a text stands in has as many words as if it were a plain one.
    private static func check(_ words: [String], _ site: SiteSettings) {
        let expected: Int? =
            switch words.first {
            case "listen": site.tls == nil || words.count == 2 ? 2 : 4
            case "include", "ssl_certificate", "ssl_certificate_key", "ssl_client_certificate", "root",
                "set_real_ip_from":
                2
            case "set",
                "server" where words.count > 1:
                3
            case "server_name": 1 + max(site.names.count, 1)
            case "resolver": 2 + (site.tls?.ocspResolvers.count ?? 0)
            case "fastcgi_cache_path": 7
            default: nil
            }
        precondition(expected ?? words.count == words.count, "a text is more than a word: \(words)")
    }

    // MARK: Reading

    private static let read = FuzzTarget(
        "site-file",
        seeds: [
            "server { listen 80; set $sluice_principal $remote_user; auth_basic \"x\"; auth_basic_user_file /u;\n"
                + " location ~ ^/a { error_page 401 /x; fastcgi_intercept_errors on; } }",
            "set_real_ip_from 10.0.0.0/8;\nreal_ip_header 'X-Real-IP';\ngeo $m { default 0; }\ninclude snippets/a.conf;",
            "a { b \"c\\\"d\" ${e}f;# g\n}}}} \"", "map $a $b { ~^\\d{2} x; }",
        ].map { Array($0.utf8) },
        isRefusal: { _ in false }
    ) { input in
        let text = String(decoding: input, as: UTF8.self)
        let site = NginxDirectives(text: text, file: "site", folder: "/nowhere")
        let lines = text.utf8.count { $0 == 0x0A } + 1
        precondition(site.all.allSatisfy { (1...lines).contains($0.line) }, "a line that is not there")
        precondition(site.all.count <= text.utf8.count, "more directives than letters")
        for asksWho in [false, true] {
            let identity = SiteIdentity(of: site, proxies: ["10.0.0.1"], asksWho: asksWho)
            let rest = identity.rest(of: site)
            precondition(rest.all.count <= site.all.count, "a rest that is more than the whole")
            let differences = SiteComparison(installed: rest, expected: rest).differences
            precondition(differences.count == site.missing.count, "a site differs from itself")
        }
    }
}

/// Values of `site:` by the first letter of each line.
private struct SiteTexts {
    private static let lists: [Character: String] = [
        "0": "names", "1": "listen", "9": "proxies", "a": "monitors",
    ]
    private static let paths: [Character: String] = ["2": "prefix", "3": "sockets"]
    private static let tlsPaths: [Character: String] = [
        "4": "certificate", "5": "key", "6": "client_certificates", "8": "acme_directory",
    ]

    let yaml: String
    /// Any text but for ends of lines.
    let gate: String

    init(_ text: String) {
        var values: [Character: [String]] = [:]
        for line in text.split(separator: "\n").prefix(64) {
            guard let kind = line.first else { continue }
            values[kind, default: []].append(Self.quoted(String(line.dropFirst())))
        }
        func list(_ texts: [String]) -> String { "[\(texts.joined(separator: ", "))]" }
        var parts: [String] = []
        var tls: [String] = []
        for (kind, texts) in values {
            if let key = Self.lists[kind] { parts.append("\(key): \(list(texts))") }
            if let key = Self.paths[kind] { parts.append("\(key): \(texts[0])") }
            if let key = Self.tlsPaths[kind] { tls.append("\(key): \(texts[0])") }
            if kind == "7" { tls.append("ocsp_resolvers: \(list(texts))") }
            if kind == "b" { parts.append("crawlers: {agents: \(list(texts))}") }
            if kind == "c" { parts.append("cache: {path: \(texts[0])}") }
        }
        if !tls.isEmpty { parts.append("tls: {\(tls.joined(separator: ", "))}") }
        gate =
            text.split(separator: "\n").first { $0.hasPrefix("d") }.map { String($0.dropFirst()) } ?? "/gate"
        yaml = "site: {\(parts.joined(separator: ", "))}"
    }

    /// A JSON text is one of YAML as well.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).bytes, as: UTF8.self)
    }
}

/// nginx's grammar once more, in the plainest way (`ngx_conf_read_token`): what it reads is compared with what was meant.
private enum NginxOracle {
    /// The words of each statement; nil where quotes or blocks do not end, or end before they begin.
    static func statements(of text: String) -> [[String]]? {
        var (found, words, word): ([[String]], [String], [UInt8]?) = ([], [], nil)
        var (depth, quote): (Int, UInt8?) = (0, nil)
        var bytes = Array(text.utf8)[...]
        func ended() {
            if let done = word { words.append(String(decoding: done, as: UTF8.self)) }
            word = nil
        }
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = bytes.popFirst() {
                word = (word ?? []) + [byte, next]
            } else if let mark = quote {
                if byte == mark { quote = nil } else { word = (word ?? []) + [byte] }
            } else if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                ended()
            } else if byte == UInt8(ascii: "#"), word == nil {
                bytes = bytes.drop { $0 != 0x0A }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), word == nil {
                (quote, word) = (byte, [])
            } else if byte == UInt8(ascii: ";")
                || byte == UInt8(ascii: "{") && word?.last != UInt8(ascii: "$")
            {
                ended()
                depth += byte == UInt8(ascii: "{") ? 1 : 0
                found.append(words)
                words = []
            } else if byte == UInt8(ascii: "}"), word == nil {
                depth -= 1
                guard depth >= 0, words.isEmpty else { return nil }
            } else {
                word = (word ?? []) + [byte]
            }
        }
        ended()
        return quote == nil && depth == 0 && words.isEmpty ? found : nil
    }
}
