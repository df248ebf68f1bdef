internal import Failures

/// How nginx stands before the workers: what `sluice config site` writes and `sluice check` compares.
package struct SiteSettings: Sendable, Equatable {
    /// What one asker may do at once and in a time; 0 is without limit.
    package struct Allowance: Sendable, Equatable {
        package var requestsPerSecond: Int
        /// Requests beyond the rate that are not refused.
        package var burst: Int
        /// How many of these do not wait until the rate has room for them.
        package var atOnce: Int
        /// Requests for maps, points and pages that are being answered.
        package var inFlight: Int
        /// The same of data and files, until their reader has them.
        package var downloads: Int
    }

    package struct Limits: Sendable, Equatable {
        /// A campus behind one address opens many maps in the same second.
        package var address = Allowance(
            requestsPerSecond: 500,
            burst: 5000,
            atOnce: 150,
            inFlight: 400,
            downloads: 100
        )
        package var principal = Allowance(
            requestsPerSecond: 250,
            burst: 2500,
            atOnce: 100,
            inFlight: 200,
            downloads: 50
        )
        /// Seconds between two pieces of a request's header, of its body, and between two pieces that a reader takes.
        package var headerSeconds = 20
        package var bodySeconds = 20
        package var sendSeconds = 60
        /// Bytes of one answer that wait in a file for a slow reader.
        package var temporaryBytes = 1 << 30
    }

    /// Answers for everybody that nginx keeps.
    package struct Cache: Sendable, Equatable {
        package var path = "/var/lib/nginx/sluice"
        /// 0 keeps nothing.
        package var bytes = 1 << 30
    }

    package struct TLS: Sendable, Equatable {
        /// Files of the certificate with its chain, and of its key.
        package var certificate: String
        package var key: String
        /// Authorities whose certificates say who a client is.
        package var clientCertificates: String?
        /// Where HTTP without TLS is sent to HTTPS, in the form of `listen`.
        package var redirect: [String] = ["80"]
        /// For how long browsers come by HTTPS only; 0 does not tell them.
        package var hstsSeconds = 31_536_000
        /// Name servers with which nginx asks the authority whether the certificate is good; none asks nobody.
        package var ocspResolvers: [String] = []
        /// Where an ACME client puts what its authority asks for.
        package var acmeDirectory = "/var/www/html"
    }

    /// What search engines may have.
    package enum Robots: String, CaseIterable, Sendable {
        /// Pages about datasets.
        case pages
        case nothing
    }

    /// Programs that read whole sites.
    package struct Crawlers: Sendable, Equatable {
        /// Words of their `User-Agent`, without regard to case.
        package var agents = [
            "googlebot", "bingbot", "yandex", "baiduspider", "applebot", "duckduckbot", "petalbot",
            "amazonbot",
            "bytespider", "gptbot", "oai-searchbot", "claudebot", "ccbot", "perplexitybot",
            "meta-externalagent",
            "facebookexternalhit", "semrushbot", "ahrefsbot", "mj12bot", "dotbot", "dataforseobot", "blexbot",
            "seznambot", "sogou", "ia_archiver", "archive.org_bot", "scrapy",
        ]
        /// Of each of them, from all its addresses; 0 is without limit.
        package var requestsPerMinute = 30
        package var burst = 20
        package var inFlight = 2
        package var robots = Robots.pages
    }

    /// Names that clients know this host by, such as `cubes.example.org` or `*.example.org`.
    package var names: [String] = []
    /// Addresses and ports, as nginx has them.
    package var listen: [String] = ["80"]
    /// Nil for HTTP without TLS.
    package var tls: TLS?
    /// The path below which the site hangs.
    package var prefix = ""
    /// The folder of the workers' sockets.
    package var sockets = "/run/sluice"
    /// Who may read `/metrics`, and is not limited.
    package var monitors = ["127.0.0.1", "::1"]
    /// Proxies in front whose word is taken for where a client is.
    package var proxies: [String] = []
    package var cache = Cache()
    package var limits = Limits()
    package var crawlers = Crawlers()

    package init() {}
}
