import DAP
import EDR
import Failures
import Gateway
import Portal
import Principals
import Serving
import TestSupport
import Testing
import WMS

@testable import Operations

/// What somebody may not see is as absent as what never was: in every address, document and form of `AttackTable`, to the
/// byte.
@Suite struct AttackTests {
    private typealias Answer = AttackedSite.Answer

    private static let ada = Principal(name: "ada", groups: [])
    private static let protocols = "wms edr dap datasets".split(separator: " ").map(String.init)

    /// `secret` is for Ada and the staff.
    private static let rules = """
        [{datasets: [air], to: [public]}, {datasets: ["sec*"], to: ["user:ada", "group:staff"]}]
        """

    /// Who has nothing of it: by name, by group, by what their credential was narrowed to.
    private static let strangers: [Principal] = [
        .anonymous, Principal(name: "ben", groups: ["staffs"]), Principal(name: "staff", groups: ["ada"]),
        Principal(name: nil, groups: [], token: "ada"),
        Principal(name: "ada", groups: ["staff"], scope: Scope(datasets: ["a*", "secre"])),
    ]

    /// Who has all of it.
    private static let friends: [Principal] = [
        ada, Principal(name: "cy", groups: ["x", "staff"]),
        Principal(name: "ada", groups: [], scope: Scope(datasets: ["*"], protocols: protocols)),
    ]

    private static func cubes(_ secret: [CubeFixture]) throws -> AttackedCatalogue {
        AttackedCatalogue(cubes: [try AttackedCube.part("air", days: 20...22)] + secret)
    }

    // Made once: they are only asked.
    private static let guarded = Result { try AttackedSite(cubes([AttackedCube.whole()]), access: rules) }
    private static let without = Result { try AttackedSite(cubes([]), access: rules) }
    private static let open = Result {
        try AttackedSite(cubes([AttackedCube.whole()]), access: "[{datasets: [\"*\"], to: [public]}]")
    }

    private static let headers: [[(String, String)]] = [
        [], [("Prefer", "dry-run")], [("Accept", "text/html,*/*;q=0.5")],
    ]

    @Test(arguments: AttackTable.all)
    func isAbsentForStrangers(_ row: AttackTable.Row) throws {
        let (guarded, without) = (try Self.guarded.get(), try Self.without.get())
        let target = row.target("secret")
        for headers in Self.headers {
            let seen = try guarded.get(target, as: Self.ada, headers)
            for stranger in Self.strangers {
                let hidden = try guarded.get(target, as: stranger, headers)
                let absent = try without.get(target, as: stranger, headers)
                #expect(Answer.difference(hidden, absent) == nil, "\(stranger)")
                #expect(!row.isAboutOne || !row.works || hidden != seen, "shows nobody anything")
                #expect(!row.isAboutOne || hidden.status == 404, "\(hidden.status)")
                // A tag that somebody else has got is no way to learn whether it still holds.
                guard let tag = seen.tag, hidden.body != seen.body else { continue }
                let asked = try guarded.get(target, as: stranger, headers + [("If-None-Match", tag)])
                #expect(Answer.difference(asked, hidden) == nil)
            }
        }
    }

    @Test(arguments: AttackTable.all)
    func isAllThereForFriends(_ row: AttackTable.Row) throws {
        let (guarded, open) = (try Self.guarded.get(), try Self.open.get())
        for friend in Self.friends {
            let seen = try guarded.get(row.target("secret"), as: friend)
            let all = try open.get(row.target("secret"), as: friend)
            #expect(Answer.difference(seen, all) == nil, "\(friend)")
            #expect(!row.works || [200, 307].contains(seen.status), "\(seen.status) \(seen.text)")
        }
    }

    /// A window, and a site of what it leaves that never had more.
    struct Window: CustomStringConvertible, Sendable {
        let description: String
        let part: @Sendable (Limits) throws -> CubeFixture
        /// Whether the other states of a dataset are left.
        var hasVersions = true
        /// What nobody may read in any answer, and somebody reads in some answer about the whole.
        let words: [String]
    }

    static let windows: [Window] = [
        Window(
            description: "{variables: [plum]}",
            part: { try AttackedCube.part(telling: .cells, limits: $0) },
            words: ["hiddenvar", "cellar"]
        ),
        Window(
            description: "{time: 2000-01-03/..}",
            part: { try AttackedCube.part(days: 2...4, hasMore: true, telling: .names, limits: $0) },
            words: ["2000-01-02", "9999", "7777"]
        ),
        Window(
            description: "{time: 2000-01-03/2000-01-04}",
            part: { try AttackedCube.part(days: 2...3, hasMore: true, telling: .names, limits: $0) },
            words: ["2000-01-05"]
        ),
        Window(
            description: "{box: [-5, 5, 15, 35]}",
            part: { try AttackedCube.part(longitudes: [0, 10], hasMore: true, telling: .names, limits: $0) },
            words: ["geospatial_lon_max"]
        ),
        Window(
            description: "{versions: [latest]}",
            part: { try AttackedCube.whole(limits: $0) },
            hasVersions: false,
            words: ["permalink", "zoe"]
        ),
    ]

    /// Limits so low that most answers are refused, with advice.
    private static var tight: Limits {
        var limits = Limits()
        (limits.outputCells, limits.chunks, limits.outputBytes, limits.pixels) = (5, 7, 40, 20)
        return limits
    }

    @Test(arguments: windows, [false, true])
    func aWindowLeavesWhatItLeavesAndNothingTellsOfMore(_ window: Window, _ isTight: Bool) throws {
        let limits = isTight ? Self.tight : Limits()
        let windowed = try AttackedSite(
            Self.cubes([AttackedCube.whole(limits: limits)]),
            access: """
                [{datasets: [air], to: [public]}, {datasets: [secret], to: ["user:ada"], window: \(window)},
                {datasets: [secret], to: ["user:root"]}]
                """
        )
        var part = try Self.cubes([window.part(limits)])
        part.hasVersions = window.hasVersions
        let reference = try AttackedSite(part, access: "[{datasets: [\"*\"], to: [public]}]")
        let root = Principal(name: "root", groups: [])
        var told: Set<String> = []
        for row in AttackTable.all {
            let target = row.target("secret")
            for headers in Self.headers {
                // In both orders: what was kept for one is not given to the other.
                let whole = try windowed.get(target, as: root, headers)
                let seen = try windowed.get(target, as: Self.ada, headers)
                for word in window.words where whole.all.contains(word) { told.insert(word) }
                for word in window.words where !target.contains(word) {
                    let isTold = seen.all.contains(word)
                    #expect(!isTold, "\(target) tells of \(word)")
                }
                // What commits say of themselves is told of the whole alone.
                if !target.contains("/versions") || !window.hasVersions {
                    let expected = try reference.get(target, as: Self.ada, headers)
                    let difference = Answer.difference(seen.untagged, expected.untagged)
                    #expect(difference == nil, "\(target) \(headers)")
                }
                guard let tag = whole.tag, whole.body != seen.body || whole.status != seen.status else {
                    continue
                }
                let asked = try windowed.get(target, as: Self.ada, headers + [("If-None-Match", tag)])
                #expect(Answer.difference(asked, seen) == nil, "\(target): the tag of the whole")
            }
        }
        #expect(
            told.count == window.words.count || isTight,
            "nothing tells of \(window.words) anyway: \(told)"
        )
    }

    @Test(arguments: protocols)
    func aProtocolThatIsNotAllowedHasNothing(_ name: String) throws {
        let rules = "{datasets: [air], to: [public]}, {datasets: [secret], to: [\"user:ada\"]"
        let windowed = try AttackedSite(
            Self.cubes([AttackedCube.whole()]),
            access: "[\(rules), window: {protocols: [\(name)]}}]"
        )
        let scoped = Principal(name: "ada", groups: [], scope: Scope(protocols: [name]))
        let (without, open) = (try Self.without.get(), try Self.open.get())
        for row in AttackTable.all where row.prefix != "health" {
            let target = row.target("secret")
            let seen = try windowed.get(target, as: Self.ada)
            if (row.prefix.isEmpty ? "datasets" : row.prefix) != name {
                #expect(seen == (try without.get(target, as: Self.ada)), "\(target)")
                let narrowed = try Self.guarded.get().get(target, as: scoped)
                let never = try without.get(target, as: scoped)
                #expect(!row.isAboutOne || narrowed == never, "\(target) with a scope")
            } else if row.isAboutOne {
                let all = try open.get(target, as: Self.ada)
                #expect(seen.status == all.status, "\(target)")
                for other in Self.protocols where other != name {
                    #expect(!seen.all.contains("/\(other)/secret"), "\(target) leads to \(other)")
                    #expect(!seen.all.contains("/\(other)/collections/secret"), "\(target) leads to \(other)")
                }
            } else {
                let lists =
                    ["/edr/collections", "/edr/collections?f=html"].contains(target)
                    || target.contains("catalog")
                #expect(!lists || seen.text.contains("secret"), "\(target)")
            }
        }
    }

    /// Where a list of services is given, it is that of each dataset.
    @Test func catalogueNamesTheServicesThatADatasetHas() throws {
        let windowed = try AttackedSite(
            Self.cubes([AttackedCube.whole()]),
            access:
                "[{datasets: [air], to: [public]}, {datasets: [secret], to: [public], window: {protocols: [dap]}}]"
        )
        let xml = try windowed.get("/dap/catalog.xml", as: .anonymous).text
        let secret = xml.split(separator: "urlPath=\"secret\"").last ?? ""
        #expect(secret.contains("<serviceName>arrays</serviceName>"))
        let list =
            xml.split(separator: "<service name=\"arrays\"").last?.split(separator: "  </service>").first
            ?? ""
        #expect(list.contains("serviceType=\"OPENDAP\"") && !list.contains("WMS"))
    }

    @Test(arguments: [
        "image/png", "image/webp", "text/plain, image/jpeg", "CoverageJSON", "dods", "ascii", "dap",
    ])
    func aFormThatIsNotAllowedIsNone(_ forms: String) throws {
        let windowed = try AttackedSite(
            Self.cubes([AttackedCube.whole()]),
            access: "[{datasets: [secret], to: [public], window: {formats: [\(forms)]}}]"
        )
        let open = try Self.open.get()
        let allowed = forms.split(separator: ", ").map(String.init)
        let refused = PublishedProtocols.forms.filter { !allowed.contains($0) }
        for row in AttackTable.all where row.isAboutOne {
            let target = row.target("secret")
            let seen = try windowed.get(target, as: .anonymous)
            // What is told beside pictures is nothing where there are none.
            let hasMaps = WMSService.forms.contains { $0.suffices && allowed.contains($0.name) }
            if let form = row.form, !allowed.contains(form) || row.prefix == "wms" && !hasMaps {
                #expect((400..<500).contains(seen.status), "\(target): \(seen.status)")
            } else if row.form != nil {
                let all = try open.get(target, as: .anonymous)
                #expect(
                    seen.status == all.status && (seen.body == all.body || seen.status >= 400),
                    "\(target)"
                )
            }
            for form in refused
            where form.contains("/") && !target.contains("=\(form)") && form != "text/html" {
                let isAnswer = seen.fields["content-type"]?.first?.hasPrefix(form) == true
                #expect(isAnswer || !seen.text.contains("<Format>\(form)"), "\(target) names \(form)")
            }
            for form in ["dods", "ascii", "dap"] where refused.contains(form) {
                #expect(!seen.text.contains("/secret.\(form)\""), "\(target) leads to .\(form)")
                #expect(!seen.text.contains("data-suffix=\".\(form)\">"), "\(target) leads to .\(form)")
            }
        }
    }

    @Test func aVersionThatIsNamedIsLeft() throws {
        let site = try AttackedSite(
            Self.cubes([AttackedCube.whole()]),
            access:
                "[{datasets: [air], to: [public]}, {datasets: [secret], to: [public], window: {versions: [\"v*\"]}}]"
        )
        func status(_ target: String) throws -> Int { try site.get(target, as: .anonymous).status }
        #expect(try status("/datasets/secret@v1?f=json") == 200)
        for name in ["secret", "secret@main", "secret@S1", "secret@v2", "secret@v1~2024-01-01"] {
            #expect(try status("/datasets/\(name)?f=json") == 404, "\(name)")
            #expect(try status("/dap/\(name).dds") == 404, "\(name)")
        }
        #expect(try status("/datasets/secret@v1/versions") == 404)
        let page = try site.get("/datasets/secret@v1?f=json", as: .anonymous)
        #expect(!page.all.contains("permalink") && !page.all.contains("@main"))
        #expect(try !site.get("/?f=json", as: .anonymous).text.contains("secret"))
        let refusal = try site.get("/datasets/secret@v2?f=json", as: .anonymous).text
        #expect(!refusal.contains("main"), "\(refusal)")
    }
}

/// The table has what the services have.
@Suite struct AttackCoverageTests {
    @Test func everyServiceHasRows() throws {
        let site = try AttackedSite(AttackedCatalogue(cubes: []), access: "[]")
        #expect(Set(AttackTable.all.map(\.prefix)) == Set(site.services.flatMap(\.prefixes)))
    }

    /// Rules can name every protocol: whoever adds one adds its line to `PublishedProtocols`.
    @Test func rulesNameEveryProtocol() throws {
        let site = try AttackedSite(AttackedCatalogue(cubes: []), access: "[]")
        let prefixes = Set(site.services.flatMap(\.prefixes)).subtracting(["", "health"])
        #expect(Set(PublishedProtocols.names) == prefixes)
    }

    @Test func everyFormHasRows() {
        #expect(Set(AttackTable.all.compactMap(\.form)) == Set(PublishedProtocols.forms))
    }
}
