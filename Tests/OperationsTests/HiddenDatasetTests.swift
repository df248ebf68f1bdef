import Catalogue
import Cube
import Execution
import Gateway
import JSON
import Principals
import TestSupport
import Testing
import Zarr

@testable import Operations

/// Shows one dataset to Ada alone.
private struct Hiding: AccessRules {
    let id: String

    func policyClass(of principal: Principal) -> PolicyClass {
        PolicyClass(rules: principal.name == "ada" ? [0] : [])
    }

    func accessClass(of principal: Principal) -> String { "\(policyClass(of: principal).rules)" }

    func policy(of dataset: String, in policyClass: PolicyClass) -> Policy? {
        dataset == id && policyClass.rules.isEmpty ? nil : .unrestricted
    }
}

/// Datasets with a history of one commit.
private struct Published: ScriptedCatalogue {
    let catalogue: FixtureCatalogue

    var ids: [String] { catalogue.ids }

    func entries(context: WorkContext) -> [CatalogueEntry] { catalogue.entries(context: context) }

    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        try catalogue.dataset(at: address, context: context)
    }

    func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool { true }

    func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences? {
        VersionReferences(branches: [.init(name: "main", snapshot: "S1")], tags: [])
    }

    func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] {
        [VersionCommit(snapshot: "S1", parent: nil, message: "made", author: nil, time: 0)]
    }
}

/// What is hidden is as absent as what never was, in every protocol: to the byte.
@Suite struct HiddenDatasetTests {
    private static let ada = Principal(name: "ada", groups: [])

    /// Made once for all cases, by name.
    private static let cubes = Result {
        try Dictionary(uniqueKeysWithValues: ["air", "secret", "tea"].map { ($0, try cube($0)) })
    }

    private static func cube(_ id: String) throws -> CubeFixture {
        func axis(_ name: String, _ values: [Double], _ units: String) -> FixtureArray {
            FixtureArray(
                name,
                [(name, values.count)],
                .float64,
                values,
                attributes: [("units", .string(units))]
            )
        }
        return try CubeFixture(
            id: id,
            arrays: [
                axis("lat", [10, 20], "degrees_north"), axis("lon", [0, 10, 20], "degrees_east"),
                FixtureArray("t", [("lat", 2), ("lon", 3)], .float32, (0..<6).map { Float($0) }),
            ],
            version: DatasetVersion(snapshot: "S1", isPinned: false, pin: "S1", coversData: true)
        )
    }

    /// All that a client gets.
    private struct Answer: Equatable {
        let status: Int
        let header: String
        let body: [UInt8]
    }

    /// Every service of a site, over the datasets of those names.
    private struct Everything {
        let dispatcher: Dispatcher

        init(_ ids: [String], rules: any AccessRules = EverybodySeesAll()) throws {
            let cubes = try HiddenDatasetTests.cubes.get()
            let whole = Published(catalogue: FixtureCatalogue(ids.compactMap { cubes[$0] }))
            dispatcher = Dispatcher(
                services: Site.services(
                    of: DatasetCatalogue(whole, rules: rules),
                    ledger: MemoryLedger(budget: 64 << 20),
                    spool: Spool(directory: "/tmp")
                )
            )
        }

        func get(_ target: String, _ headers: [(String, String)], as principal: Principal) throws -> Answer {
            let answer = try dispatcher.get(target, headers, as: principal)
            let header = answer.fields.fields.filter { $0.name != "Server-Timing" }
                .map { "\($0.name): \($0.value)\n" }
            return Answer(status: answer.status, header: header.joined(), body: answer.body)
        }
    }

    private static let lists: [String] = [
        "/?f=json", "/?f=html", "/datasets?f=json", "/edr/collections", "/edr/collections?f=html",
        "/dap/catalog.xml", "/dap/catalog.html",
    ]

    private static let map = "LAYERS=t&STYLES=&CRS=CRS:84&BBOX=0,10,20,20&WIDTH=4&HEIGHT=4&FORMAT=image/png"

    private static let answers: [String] = [
        "/wms/{d}?SERVICE=WMS&REQUEST=GetCapabilities", "/wms/{d}?REQUEST=GetCapabilities&VERSION=1.1.1",
        "/wms/{d}?REQUEST=GetMap&VERSION=1.3.0&\(map)",
        "/wms/{d}?REQUEST=GetFeatureInfo&VERSION=1.3.0&QUERY_LAYERS=t&INFO_FORMAT=text/plain&I=1&J=1&\(map)",
        "/wms/{d}?REQUEST=GetLegendGraphic&VERSION=1.3.0&LAYER=t&FORMAT=image/png",
        "/edr/collections/{d}", "/edr/collections/{d}?f=html",
        "/edr/collections/{d}/position?coords=POINT(10%2010)", "/edr/collections/{d}/cube?bbox=0,10,20,20",
        "/edr/collections/{d}/area?coords=POLYGON((0%2010,20%2010,20%2020,0%2010))",
        "/datasets/{d}?f=json", "/datasets/{d}?f=html", "/datasets/{d}?pin=1", "/datasets/{d}@S1?f=json",
        "/datasets/{d}/doctor?f=json", "/datasets/{d}/doctor?f=html", "/datasets/{d}/versions?f=json",
        "/datasets/{d}/versions?f=html", "/datasets/{d}/versions?f=json&changes=S1", "/dap/{d}.pin",
        "/dap/{d}", "/dap/{d}.dds", "/dap/{d}.das", "/dap/{d}.dods", "/dap/{d}.ascii", "/dap/{d}.plan",
        "/dap/{d}.dmr", "/dap/{d}.dap", "/dap/{d}.html", "/dap/{d}.info", "/dap/{d}.dsr",
    ]

    private static let cases = lists + answers.map { $0.replacing("{d}", with: "secret") }

    @Test(arguments: cases, [[], [("Prefer", "dry-run")], [("Accept", "text/html,*/*;q=0.5")]])
    func isAsAbsentAsWhatNeverWas(_ target: String, _ headers: [(String, String)]) throws {
        let hiding = try Everything(["air", "secret", "tea"], rules: Hiding(id: "secret"))
        let without = try Everything(["air", "tea"])
        let whole = try Everything(["air", "secret", "tea"])
        let hidden = try hiding.get(target, headers, as: .anonymous)
        #expect(hidden == (try without.get(target, headers, as: .anonymous)))
        let seen = try whole.get(target, headers, as: Self.ada)
        #expect(try hiding.get(target, headers, as: Self.ada) == seen)
        #expect(hidden != seen, "shows nothing of the dataset to anybody")
        let isRefused = hidden.status == 404
        #expect(isRefused != Self.lists.contains(target))
        #expect(seen.status == 200 || seen.status == 307, "\(seen.header)")
    }

    /// What Ada has made the site keep is not for others.
    @Test func nothingKeptForOneIsGivenToAnother() throws {
        let site = try Everything(["air", "secret"], rules: Hiding(id: "secret"))
        let without = try Everything(["air"])
        for target in Self.cases {
            _ = try site.get(target, [], as: Self.ada)
            #expect(try site.get(target, [], as: .anonymous) == (try without.get(target, [], as: .anonymous)))
        }
    }
}
