import Authentication
import Catalogue
import Cube
import Failures
import Glibc
import Maps
import ObjectStorage
import Quotas
import Testing
import WMS

@testable import Operations

/// The tables of `deploy/manual/configuration.md` name the keys that the parser knows, and its defaults.
@Suite struct ReferenceTableTests {
    /// A row of a table: the key in its first cell, and the second cell.
    private struct Row {
        let key: String
        let second: String
    }

    /// The tables of each section, in their order.
    private let tables: [String: [[Row]]]

    init() throws {
        let page = "\(Self.repository)/deploy/manual/configuration.md"
        let text = try #require(SmallFile.text(at: page, maxBytes: 1 << 20))
        var (tables, section, isInTable) = ([String: [[Row]]](), "", false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("|") else {
                isInTable = false
                continue
            }
            if !isInTable { tables[section, default: []].append([]) }
            isInTable = true
            let cells = line.split(separator: "|").map { Self.trimmed($0) }
            guard cells.count >= 2, cells[0].hasPrefix("`"), cells[0].hasSuffix("`") else { continue }
            let row = Row(key: String(cells[0].dropFirst().dropLast()), second: cells[1])
            let last = (tables[section]?.count ?? 1) - 1
            tables[section]?[last].append(row)
        }
        self.tables = tables
    }

    private static let repository =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.dropLast(start.reversed().prefix { $0 == " " }.count))
    }

    private func keys(_ section: String, _ number: Int = 0) -> [String] {
        guard let tables = tables[section], tables.indices.contains(number) else { return [] }
        return tables[number].map(\.key)
    }

    private func defaults(_ section: String) -> [String: String] {
        Dictionary(tables[section]?.first?.map { ($0.key, $0.second) } ?? []) { first, _ in first }
    }

    @Test func everyKeyIsInItsTableAndNoOther() {
        for (section, number, known) in [
            ("server", 0, ServerSettings.keys), ("server", 1, ServerSettings.groupKeys),
            ("server", 2, WorkerCounts.keys), ("publish", 0, PublishRule.keys),
            ("limits", 0, Limits.keys), ("datasets", 0, PublishedDataset.keys),
            ("datasets", 1, VirtualLocations.Place.keys), ("storage", 0, StorageProfile.keys),
            ("cache", 0, CacheSettings.keys), (CacheSettings.oldKey, 0, CacheSettings.oldKeys),
            ("login", 0, LoginSettings.keys),
            ("login", 1, LoginSettings.tokensKeys), ("login", 2, IssuerSettings.keys),
            ("access", 0, AccessRule.keys), ("access", 1, Policy.keys),
            ("site", 0, SiteSettings.keys), ("site", 1, SiteSettings.TLS.keys),
            ("site", 2, SiteSettings.Limits.keys), ("site", 3, SiteSettings.Allowance.keys),
            ("site", 4, SiteSettings.cacheKeys), ("site", 5, SiteSettings.Crawlers.keys),
            ("access", 0, AccessRule.keys), ("access", 1, Policy.keys), ("quotas", 0, Quota.keys),
            ("quota_store", 0, QuotaStoreSettings.keys), ("fair_use", 0, FairUseRules.keys),
            ("wms", 0, WMSSettings.keys), ("wms", 1, WMSSettings.Contact.keys),
            ("wms", 2, WMSSettings.Attribution.keys),
        ] {
            #expect(keys(section, number).sorted() == known.sorted(), "the table \(number + 1) of \(section)")
        }
        #expect(
            tables.values.flatMap { $0 }.first { $0.map(\.key).sorted() == Configuration.keys.sorted() }
                != nil
        )
    }

    @Test func defaultsAreTheProgramsOwn() {
        let (server, written) = (ServerSettings(), defaults("server"))
        #expect(written["workers"] == "\(server.workers)")
        #expect(written["memory"] == ByteSize.text(server.memory))
        #expect(written["drain_seconds"] == "\(Int(server.drainSeconds))")
        #expect(written["gate_file"] == GateSecret.usualFile)
        #expect(written["spool_directory"] == server.spoolDirectory)
        #expect(written["spool_bytes"] == ByteSize.text(server.spoolBytes))
        #expect(written["body_bytes"] == ByteSize.text(server.bodyBytes))
        let groups = tables["server"]?.dropFirst().first?.map(\.second)
        let (threads, seconds) = (server.threads, server.deadlineSeconds)
        #expect(
            groups == [
                "\(threads.interactive) threads, \(Int(seconds.interactive)) s",
                "\(threads.bulk) threads, \(Int(seconds.bulk)) s",
                "\(threads.control) threads, \(Int(seconds.control)) s",
            ]
        )
        let limits = Limits()
        for (key, text) in defaults("limits") {
            guard let name = Limits.Name(rawValue: key) else { continue }
            let isInBytes = name.unit == "bytes"
            #expect(text == (isInBytes ? ByteSize.text(limits[name]) : "\(limits[name])"), "\(key)")
        }
        let site = SiteSettings()
        let (address, principal) = (site.limits.address, site.limits.principal)
        #expect(
            tables["site"]?.dropFirst(3).first?.map(\.second) == [
                "\(address.requestsPerSecond), \(principal.requestsPerSecond)",
                "\(address.burst), \(principal.burst)", "\(address.atOnce), \(principal.atOnce)",
                "\(address.inFlight), \(principal.inFlight)", "\(address.downloads), \(principal.downloads)",
            ]
        )
        let dataset = PublishedDataset(id: "a", store: "/s")
        #expect(defaults("datasets")["ref"] == dataset.ref)
        #expect(defaults("datasets")["refs"] == dataset.refs.rawValue)
        let (fairUse, store) = (defaults("fair_use"), QuotaStoreSettings(place: .unix("/")))
        let rules = FairUseRules()
        #expect(fairUse["share"] == "\(rules.share)" && fairUse["waiting"] == "\(rules.waiting)")
        #expect(fairUse["dear_seconds"] == "\(rules.dearSeconds)")
        #expect(fairUse["crawler_share"] == "\(rules.crawlerShare)")
        #expect(defaults("quota_store")["prefix"] == store.prefix)
        #expect(defaults("quota_store")["database"] == "\(store.database)")
        let maps = (WMSSettings(), defaults("wms"))
        #expect(maps.1["layer_limit"] == "\(maps.0.layerLimit)" && maps.1["fees"] == maps.0.fees)
        #expect(maps.1["animation_frames"] == "\(maps.0.animationFrames)")
        #expect(maps.1["access_constraints"] == maps.0.accessConstraints)
        #expect(maps.1["resampling"] == maps.0.resampling.rawValue)
        #expect(defaults("quotas")["per"] == Quota.Share.principal.rawValue)
    }

    /// `sluice check` warns of what nginx and systemd would not allow: by the numbers in the files that are shipped.
    @Test func whatIsShippedSaysWhatTheCheckSays() throws {
        let seconds = ShippedLimits.readSeconds
        for (file, line) in [
            ("nginx/snippets/sluice-interactive.conf", "fastcgi_read_timeout \(Int(seconds.interactive))s;"),
            ("nginx/snippets/sluice-bulk.conf", "fastcgi_read_timeout \(Int(seconds.bulk))s;"),
            ("nginx/sluice.conf", "client_max_body_size \(ShippedLimits.bodyBytes >> 20)m;"),
            ("deploy/systemd/sluice.service", "TimeoutStopSec=\(Int(ShippedLimits.stopSeconds))"),
        ] {
            let text = try #require(SmallFile.text(at: "\(Self.repository)/\(file)", maxBytes: 1 << 16))
            #expect(text.contains(line), "\(file)")
        }
        #expect(ShippedLimits.exceeded(by: ServerSettings()).isEmpty)
    }

    @Test func profilesNameTheKindsOfStoresThatHaveAKey() {
        for row in tables["storage"]?.first ?? [] {
            let isCommon = StorageProfile.common.contains(row.key) || row.key == "prefix"
            let kinds = ["s3", "gs", "az", "http"].filter {
                StorageProfile.own[$0]?.contains(row.key) == true
            }
            #expect(row.second == (isCommon ? "all" : kinds.joined(separator: ", ")), "\(row.key)")
        }
    }
}
