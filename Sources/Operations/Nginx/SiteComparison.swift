/// How an installed site differs in effect from the one that a configuration means.
package struct SiteComparison {
    package struct Difference {
        /// Nil for what is not there at all.
        let file: String?
        let line: Int?
        let problem: String
    }

    /// Directives that change what others of a site do: more of them than expected are told as well.
    private static let decisive: Set = [
        "add_header", "allow", "auth_basic", "auth_request", "auth_request_set", "deny", "fastcgi_cache",
        "fastcgi_cache_key", "fastcgi_cache_valid", "fastcgi_ignore_headers", "fastcgi_param", "fastcgi_pass",
        "limit_conn", "limit_req", "satisfy", "server_name", "listen", "ssl_protocols", "ssl_ciphers",
        "ssl_verify_client",
    ]

    package let differences: [Difference]

    package init(installed: NginxDirectives, expected: NginxDirectives) {
        var rest = Self.counted(installed)
        var missing: [NginxDirectives.Directive] = []
        for placed in expected.all {
            if let places = rest[placed.directive], !places.isEmpty {
                rest[placed.directive]?.removeFirst()
            } else {
                missing.append(placed.directive)
            }
        }
        var others = installed.all.filter { placed in
            guard let places = rest[placed.directive], !places.isEmpty else { return false }
            rest[placed.directive]?.removeFirst()
            return true
        }
        var found = installed.missing.map { Difference(file: $0, line: nil, problem: "cannot be read") }
        for directive in missing { found.append(Self.difference(directive, &others)) }
        found += others.filter { Self.isDecisive($0.directive) }.map {
            Difference(file: $0.file, line: $0.line, problem: "'\($0.directive.text)' is not meant by it")
        }
        differences = found
    }

    /// Whatever is in a table beside what should be there has an effect.
    private static func isDecisive(_ directive: NginxDirectives.Directive) -> Bool {
        decisive.contains(directive.words.first ?? "") || directive.block.hasPrefix("geo ")
            || directive.block.hasPrefix("map ")
    }

    private static func counted(_ directives: NginxDirectives)
        -> [NginxDirectives.Directive: [NginxDirectives.Placed]]
    {
        Dictionary(grouping: directives.all, by: \.directive)
    }

    /// Something else of that name in the same block stands in its place; else it is missing.
    private static func difference(
        _ wanted: NginxDirectives.Directive,
        _ others: inout [NginxDirectives.Placed]
    ) -> Difference {
        let likely = others.indices.filter {
            others[$0].directive.block == wanted.block
                && others[$0].directive.words.first == wanted.words.first
        }
        let second = wanted.words.dropFirst().first
        let best = likely.first { others[$0].directive.words.dropFirst().first == second } ?? likely.first
        guard let best else {
            let place = wanted.block.isEmpty ? "" : " in \(wanted.block)"
            return Difference(file: nil, line: nil, problem: "'\(wanted.text)' is missing\(place)")
        }
        let other = others.remove(at: best)
        return Difference(
            file: other.file,
            line: other.line,
            problem: "'\(other.directive.text)' stands where it means '\(wanted.text)'"
        )
    }
}
