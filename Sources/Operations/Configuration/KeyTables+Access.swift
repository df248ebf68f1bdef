internal import Authentication
internal import Catalogue
internal import Cube
internal import Failures

extension LoginSettings {
    static let table = [
        KeyDescription(
            "users_file",
            .text,
            "Names and hashed passwords, as htpasswd -B -C 10 writes them",
            "/etc/sluice/users"
        ),
        KeyDescription(
            "groups",
            .named(.texts),
            "The users in each group",
            "{modellers: [ada, bob]}"
        ),
        KeyDescription(
            "tokens",
            .mapping([
                KeyDescription(
                    "path",
                    .text,
                    "The file that sluice token keeps",
                    "/var/lib/sluice/tokens",
                    isNeeded: true
                )
            ]),
            "API tokens and signed addresses",
            "{path: /var/lib/sluice/tokens}"
        ),
        KeyDescription(
            "oidc",
            .mapping(IssuerSettings.table),
            "An issuer of identities (OpenID Connect) whose tokens are believed",
            "{issuer: https://login.example.org, audience: sluice}"
        ),
        KeyDescription(
            "client_certificates",
            .truth,
            "Whether a certificate that nginx has verified says who somebody is",
            "false"
        ),
    ]
}

extension IssuerSettings {
    static let table = [
        KeyDescription("issuer", .text, "As its tokens name it", "https://login.example.org", isNeeded: true),
        KeyDescription("audience", .text, "Whom the tokens are for", "sluice", isNeeded: true),
        KeyDescription("groups_claim", .text, "The claim that lists somebody's groups", "groups"),
        KeyDescription("name_claim", .text, "The claim that is somebody's name", "sub"),
        KeyDescription(
            "key_hosts",
            .texts,
            "Hosts that the issuer's keys may be at beside its own",
            "[www.googleapis.com]"
        ),
        KeyDescription(
            "leeway_seconds",
            .integer(IssuerSettings.leeway),
            "Seconds by which the issuer's clock may differ",
            "60"
        ),
    ]
}

extension AccessRule {
    static let table = [
        KeyDescription(
            "datasets",
            .texts,
            "Names of datasets, * for any characters",
            "[air, 'obs-*']",
            isNeeded: true
        ),
        KeyDescription(
            "to",
            .either([.texts]),
            "Some of public, user:NAME, group:NAME, token:NAME; [] is nobody",
            "[public]",
            isNeeded: true
        ),
        KeyDescription(
            "window",
            .mapping(Policy.table),
            "Which part they see",
            "{time: now-P3D/now}"
        ),
    ]
}

extension Policy {
    static let table = [
        KeyDescription("variables", .someTexts, "Names of data variables", "[tas]"),
        KeyDescription("time", .text, "Two ends, such as now-P3D/now or 2020-01-01/..", "now-P3D/now"),
        KeyDescription("box", .numbers(4), "West, south, east, north in degrees", "[-10, 35, 30, 60]"),
        KeyDescription("versions", .someTexts, "Branches, tags, snapshots, latest", "[latest, 'v*']"),
        KeyDescription(
            "protocols",
            .someOf(PublishedProtocols.names),
            "Those that have the datasets",
            "[wms, edr]"
        ),
        KeyDescription("formats", .someOf(PublishedProtocols.forms), "Forms of values", "[image/png]"),
        KeyDescription(
            "limits",
            .mapping(Limits.table.filter { Limits.windowKeys.contains($0.name) }),
            "What one request may cost them",
            "{pixels: 1000000}"
        ),
    ]
}
