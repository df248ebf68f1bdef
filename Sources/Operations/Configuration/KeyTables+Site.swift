extension SiteSettings {
    static let table: [KeyDescription] = {
        let usual = SiteSettings()
        return [
            KeyDescription("names", .texts, "Names that clients know this host by", "[cubes.example.org]"),
            KeyDescription(
                "listen",
                .either([.texts]),
                "Addresses and ports, as nginx has them",
                "['443', '[::]:443']"
            ),
            KeyDescription("prefix", .text, "The path below which the site hangs", "/cubes"),
            KeyDescription("sockets", .text, "The folder of the workers' sockets", usual.sockets),
            KeyDescription(
                "monitors",
                .either([.texts]),
                "Who may read /metrics, and is not limited",
                "['127.0.0.1', '::1']"
            ),
            KeyDescription(
                "proxies",
                .either([.texts]),
                "Proxies in front whose X-Forwarded-For is believed",
                "[10.0.0.0/8]"
            ),
            KeyDescription(
                "tls",
                .mapping(TLS.table),
                "HTTPS; without it nginx speaks plain HTTP",
                "{certificate: /etc/ssl/sluice/fullchain.pem, key: /etc/ssl/sluice/privkey.pem}"
            ),
            KeyDescription(
                "cache",
                .mapping(Cache.table),
                "Answers for everybody that nginx keeps",
                "{bytes: 1 GiB}"
            ),
            KeyDescription("limits", .mapping(Limits.table), "What one asker may do", "{send_seconds: 60}"),
            KeyDescription(
                "crawlers",
                .mapping(Crawlers.table),
                "Programs that read whole sites",
                "{requests_per_minute: 60}"
            ),
        ]
    }()
}

extension SiteSettings.TLS {
    static let table: [KeyDescription] = {
        let usual = SiteSettings.TLS(certificate: "", key: "")
        return [
            KeyDescription(
                "certificate",
                .text,
                "The certificate with its chain (PEM)",
                "/etc/ssl/sluice/fullchain.pem",
                isNeeded: true
            ),
            KeyDescription("key", .text, "Its key", "/etc/ssl/sluice/privkey.pem", isNeeded: true),
            KeyDescription(
                "client_certificates",
                .text,
                "Authorities whose certificates say who a client is",
                "/etc/ssl/sluice/clients.pem"
            ),
            KeyDescription(
                "redirect",
                .either([.texts]),
                "Where HTTP without TLS is sent to HTTPS; [] is nowhere",
                "['80']"
            ),
            KeyDescription(
                "hsts_seconds",
                .integer(hstsRange),
                "For how long browsers come by HTTPS only",
                "\(usual.hstsSeconds)"
            ),
            KeyDescription(
                "ocsp_resolvers",
                .either([.texts]),
                "Name servers by which nginx staples what the authority says of the certificate",
                "['127.0.0.53']"
            ),
            KeyDescription(
                "acme_directory",
                .text,
                "Where an ACME client puts what its authority asks for",
                usual.acmeDirectory
            ),
        ]
    }()
}

extension SiteSettings.Cache {
    static let table = [
        KeyDescription("path", .text, "A folder for nothing else", SiteSettings.Cache().path),
        KeyDescription("bytes", .bytes(0...(1 << 50)), "What it may take; 0 keeps nothing", "1 GiB"),
    ]
}

extension SiteSettings.Limits {
    static let table: [KeyDescription] = {
        let usual = SiteSettings.Limits()
        return [
            KeyDescription(
                "address",
                .mapping(SiteSettings.Allowance.table(usual.address)),
                "Of one address, or a /64 of IPv6",
                "{requests_per_second: 500}"
            ),
            KeyDescription(
                "principal",
                .mapping(SiteSettings.Allowance.table(usual.principal)),
                "Of one person or service that has signed in",
                "{requests_per_second: 250}"
            ),
            KeyDescription(
                "header_seconds",
                .integer(seconds),
                "Seconds in which a request's header must have come",
                "\(usual.headerSeconds)"
            ),
            KeyDescription(
                "body_seconds",
                .integer(seconds),
                "Seconds between two pieces of its body",
                "\(usual.bodySeconds)"
            ),
            KeyDescription(
                "send_seconds",
                .integer(seconds),
                "Seconds between two pieces that a reader takes",
                "\(usual.sendSeconds)"
            ),
            KeyDescription(
                "temporary_bytes",
                .bytes(0...(1 << 50)),
                "Bytes of one answer that wait in a file for a slow reader",
                ByteSize.text(usual.temporaryBytes)
            ),
        ]
    }()
}

extension SiteSettings.Allowance {
    static func table(_ usual: Self) -> [KeyDescription] {
        [
            KeyDescription(
                "requests_per_second",
                .integer(range),
                "0 is without limit",
                "\(usual.requestsPerSecond)"
            ),
            KeyDescription(
                "burst",
                .integer(range),
                "Requests beyond it that are not refused",
                "\(usual.burst)"
            ),
            KeyDescription("at_once", .integer(range), "How many of these do not wait", "\(usual.atOnce)"),
            KeyDescription(
                "in_flight",
                .integer(range),
                "Maps, points and pages that are being answered",
                "\(usual.inFlight)"
            ),
            KeyDescription("downloads", .integer(range), "Data and files that are", "\(usual.downloads)"),
        ]
    }
}

extension SiteSettings.Crawlers {
    static let table: [KeyDescription] = {
        let usual = SiteSettings.Crawlers()
        let range = SiteSettings.Allowance.range
        return [
            KeyDescription("agents", .either([.texts]), "Words of their User-Agent", "[googlebot, bingbot]"),
            KeyDescription(
                "requests_per_minute",
                .integer(range),
                "Of each, from all its addresses",
                "\(usual.requestsPerMinute)"
            ),
            KeyDescription(
                "burst",
                .integer(range),
                "Requests beyond it that are not refused",
                "\(usual.burst)"
            ),
            KeyDescription(
                "in_flight",
                .integer(range),
                "Requests that are being answered",
                "\(usual.inFlight)"
            ),
            KeyDescription(
                "robots",
                .choice(SiteSettings.Robots.allCases.map(\.rawValue)),
                "What search engines may have",
                usual.robots.rawValue
            ),
        ]
    }()
}
