internal import Failures

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
