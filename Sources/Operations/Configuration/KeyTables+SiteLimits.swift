internal import Failures

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
