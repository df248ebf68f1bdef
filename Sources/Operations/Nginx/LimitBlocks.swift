internal import Failures

/// The blocks of nginx's site that bound what one asker may do.
struct LimitBlocks {
    let limits: SiteSettings.Limits
    let crawlers: SiteSettings.Crawlers

    private static let credential = "$http_authorization$sluice_signature$sluice_certificate"

    var all: [String: [String]] {
        [
            "zones": rates.map { rate in
                "limit_req_zone \(rate.key) zone=\(rate.zone):\(rate.size) rate=\(rate.pace);"
            },
            "rates": rates.map { "limit_req zone=\($0.zone) \($0.burst);" },
            "flight": flight(limits.address.inFlight, limits.principal.inFlight, "flight"),
            "downloads": flight(limits.address.downloads, limits.principal.downloads, "downloads"),
            "temporary": [
                "fastcgi_max_temp_file_size \(Self.megabytes(limits.temporaryBytes));"
            ],
            "slow": [
                "client_header_timeout \(limits.headerSeconds)s;",
                "client_body_timeout \(limits.bodySeconds)s;",
                "send_timeout \(limits.sendSeconds)s;",
            ],
        ]
    }

    private struct Rate {
        let key: String
        let zone: String
        let size: String
        let pace: String
        let burst: String
    }

    /// Those that limit something.
    private var rates: [Rate] {
        let (address, principal) = (limits.address, limits.principal)
        var found: [Rate] = []
        for (allowance, key, zone) in [
            (address, "$sluice_address", "sluice_address_rate"),
            (principal, Self.credential, "sluice_credential_rate"),
        ] where allowance.requestsPerSecond > 0 {
            let pace = "\(allowance.requestsPerSecond)r/s"
            found.append(
                Rate(key: key, zone: zone, size: "10m", pace: pace, burst: Self.burst(allowance))
            )
        }
        if crawlers.requestsPerMinute > 0, !crawlers.agents.isEmpty {
            found.append(
                Rate(
                    key: "$sluice_crawler",
                    zone: "sluice_crawler_rate",
                    size: "1m",
                    pace: "\(crawlers.requestsPerMinute)r/m",
                    burst: crawlers.burst > 0 ? "burst=\(crawlers.burst) nodelay" : "nodelay"
                )
            )
        }
        return found
    }

    /// What is beyond `at_once` waits until the rate has room; beyond `burst` it is refused.
    private static func burst(_ allowance: SiteSettings.Allowance) -> String {
        guard allowance.burst > 0 else { return "nodelay" }
        guard allowance.atOnce < allowance.burst else { return "burst=\(allowance.burst) nodelay" }
        let delay = allowance.atOnce > 0 ? " delay=\(allowance.atOnce)" : ""
        return "burst=\(allowance.burst)\(delay)"
    }

    private func flight(_ address: Int, _ principal: Int, _ kind: String) -> [String] {
        var lines: [String] = []
        if address > 0 { lines.append("limit_conn sluice_address_\(kind) \(address);") }
        if principal > 0 { lines.append("limit_conn sluice_principal_\(kind) \(principal);") }
        if crawlers.inFlight > 0, !crawlers.agents.isEmpty {
            lines.append("limit_conn sluice_crawler_flight \(crawlers.inFlight);")
        }
        return lines
    }

    private static func megabytes(_ bytes: Int) -> String { bytes == 0 ? "0" : "\(max(bytes >> 20, 1))m" }
}
