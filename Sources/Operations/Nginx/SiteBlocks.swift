/// What a configuration says for each marked block of nginx's site.
package struct SiteBlocks {
    let site: SiteSettings
    /// Whether the workers are asked who sends a request.
    let asksWho: Bool
    /// The file with the gate's secret.
    let gate: String

    package init(site: SiteSettings, asksWho: Bool, gate: String) {
        (self.site, self.asksWho, self.gate) = (site, asksWho, gate)
    }

    /// By the names of the marks.
    package var all: [String: [String]] {
        var blocks = sockets
        blocks["names"] = names
        blocks["monitors"] = site.monitors.map { "\($0) 1;" }
        blocks["server names"] = [
            "server_name \(site.names.isEmpty ? "_" : site.names.joined(separator: " "));"
        ]
        blocks["listen"] = site.listen.map { "listen \($0)\(site.tls == nil ? "" : " ssl http2");" }
        blocks["tls"] = tls
        blocks["hsts"] = hsts
        blocks["redirect"] = redirect
        blocks["proxies"] = proxies
        blocks["gate"] = ["include \(quoted(gate));"]
        blocks["prefix"] = ["set $sluice_prefix \"\(site.prefix)\";"]
        blocks["login"] = [(asksWho ? "" : "#") + "include snippets/sluice-login.conf;"]
        blocks.merge(limits.all) { _, new in new }
        blocks.merge(cache) { _, new in new }
        blocks.merge(crawlers) { _, new in new }
        return blocks
    }

    private var limits: LimitBlocks { LimitBlocks(limits: site.limits, crawlers: site.crawlers) }

    private var sockets: [String: [String]] {
        let groups = ["interactive", "bulk", "control"].map { group in
            let server = "server \(quoted("unix:\(site.sockets)/\(group).sock")) max_fails=0;"
            return ("\(group) sockets", [String](repeating: server, count: 3))
        }
        return Dictionary(groups) { first, _ in first }
    }

    private var names: [String] {
        let own = #""~^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$" $http_host;"#
        guard !site.names.isEmpty else { return [own] }
        let patterns = site.names.map { name in
            name.hasPrefix("*.")
                ? #"[a-z0-9.-]+\."# + SiteText.escaped(String(name.dropFirst(2))) : SiteText.escaped(name)
        }
        return [own, #""~*^(\#(patterns.joined(separator: "|")))(:\d+)?$" $http_host;"#]
    }

    private var proxies: [String] {
        guard !site.proxies.isEmpty else { return [] }
        return site.proxies.map { "set_real_ip_from \($0);" } + [
            "real_ip_header X-Forwarded-For;", "real_ip_recursive on;",
        ]
    }

    private var cache: [String: [String]] {
        let isOn = site.cache.bytes > 0
        let megabytes = max(site.cache.bytes >> 20, 1)
        let path =
            "fastcgi_cache_path \(quoted(site.cache.path)) levels=1:2 keys_zone=sluice:16m "
            + "max_size=\(megabytes)m inactive=10m use_temp_path=off;"
        return [
            "cache": isOn ? [path] : [], "kept": isOn ? [#""~^plain/" kept;"#] : [],
            "kept answers": isOn ? ["include snippets/sluice-kept.conf;"] : [],
        ]
    }

    private var crawlers: [String: [String]] {
        [
            "agents": site.crawlers.agents.map { #""~*\#(SiteText.escaped($0))" "\#($0)";"# },
            "robots": ["return 200 \"\(robots)\";"],
            "pages": site.crawlers.robots == .pages
                ? [#""~^/(?:datasets(?:/[^/?]*)?)?\?$" "";"#] : [],
        ]
    }

    /// Addresses of data, of which there is no end, and with `nothing` all addresses.
    private var robots: String {
        guard site.crawlers.robots == .pages else { return #"User-agent: *\nDisallow: /\n"# }
        let closed = ["wms", "wmts", "tiles", "edr", "dap", "erddap", "s/"].map {
            #"Disallow: $sluice_prefix/\#($0)\n"#
        }
        return #"User-agent: *\n"# + closed.joined() + #"Disallow: /*?\n"#
    }

    /// The folder of a configuration may have any name.
    private func quoted(_ path: String) -> String {
        if SiteText.isPlainPath(path) { return path }
        var letters = "\"".unicodeScalars
        // Scalar by scalar: a quote with an accent above it is a quote to nginx.
        for scalar in path.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { letters.append("\\") }
            letters.append(scalar)
        }
        letters.append("\"")
        return String(letters)
    }
}

extension SiteBlocks {
    /// Mozilla's intermediate list, without key exchange by numbers of the server's own.
    private static let ciphers = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ]

    private var hsts: [String] {
        guard let seconds = site.tls?.hstsSeconds, seconds > 0 else { return [] }
        return ["on \"max-age=\(seconds)\";"]
    }

    private var tls: [String] {
        guard let tls = site.tls else { return [] }
        var lines = [
            "ssl_certificate \(quoted(tls.certificate));", "ssl_certificate_key \(quoted(tls.key));",
            "ssl_protocols TLSv1.2 TLSv1.3;", "ssl_ciphers \(Self.ciphers.joined(separator: ":"));",
            "ssl_prefer_server_ciphers off;", "ssl_session_cache shared:sluice_tls:10m;",
            "ssl_session_timeout 1d;", "ssl_session_tickets off;",
        ]
        if let authorities = tls.clientCertificates {
            lines += [
                "ssl_client_certificate \(quoted(authorities));", "ssl_verify_client optional;",
                "ssl_verify_depth 3;",
            ]
        }
        if !tls.ocspResolvers.isEmpty {
            lines += [
                "ssl_stapling on;", "resolver \(tls.ocspResolvers.joined(separator: " ")) valid=300s;",
                "resolver_timeout 5s;",
            ]
        }
        return lines
    }

    /// Another server that sends everybody to this one, under the name that they used: clients keep what they sign in with.
    private var redirect: [String] {
        guard let tls = site.tls, !tls.redirect.isEmpty else { return [] }
        let port = SiteText.port(ofListen: site.listen.first ?? "")
        let suffix = port == "443" ? "" : ":\(port)"
        let known = site.names.first { !$0.hasPrefix("*.") }.map { name in
            [
                "    if ($sluice_host = \"\") {", "        return 301 https://\(name)\(suffix)$request_uri;",
                "    }",
            ]
        }
        return ["server {"] + tls.redirect.map { "    listen \($0);" } + [
            "    server_name \(site.names.isEmpty ? "_" : site.names.joined(separator: " "));",
            "    access_log off;", "    server_tokens off;", "    include snippets/sluice-headers.conf;",
            "    location ^~ /.well-known/acme-challenge/ {", "        default_type text/plain;",
            "        root \(quoted(tls.acmeDirectory));", "    }", "    location / {",
        ] + (known ?? []).map { "    " + $0 } + [
            "        return 301 https://$host\(suffix)$request_uri;", "    }", "}",
        ]
    }
}
