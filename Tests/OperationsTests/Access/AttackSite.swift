import Catalogue
import Cube
import Execution
import Failures
import Gateway
import JSON
import Principals
import TestSupport
import Zarr

@testable import Operations

/// The dataset that attacks are about: `plum` on time, latitudes and longitudes, and what somebody may not see of it.
enum AttackedCube {
    /// What attributes tell that a part of the dataset does not show.
    enum Telling {
        case nothing
        /// Names of other variables.
        case names
        /// Ends of axes and ranges of values.
        case cells
        /// Names of other variables too, and extents of the whole dataset.
        case everything
    }

    /// A dataset of the days, longitudes and variables that are said, and of nothing that tells of others.
    ///
    /// Longitudes rise unevenly, so that ends of cells would tell where others are. Every value follows from its place, and every chunk is one value: of a part it is the same as of the whole.
    static func part(
        _ id: String = "secret",
        days: ClosedRange<Int> = 1...4,
        longitudes: [Double] = [0, 10, 21, 30],
        hasMore: Bool = false,
        telling: Telling = .nothing,
        limits: Limits = Limits()
    ) throws -> CubeFixture {
        let times = days.map { Double($0) }
        let latitudes: [Double] = [10, 20]
        let axes = [
            axis("time", times, "days since 2000-01-01", telling),
            axis("lat", latitudes, "degrees_north", telling),
            axis("lon", longitudes, "degrees_east", telling),
        ]
        var told: [(String, JSONValue)] = [("units", "kg"), ("long_name", "Plums")]
        if [.names, .everything].contains(telling) { told.append(("ancillary_variables", "hiddenvar")) }
        if [.cells, .everything].contains(telling) { told.append(("actual_range", [7777, 9999])) }
        let plum = FixtureGrid(axes).field("plum", attributes: told, chunkShape: [1, 1, 1]) {
            place -> Float in
            Float(1000 * times[place[0]] + latitudes[place[1]] + longitudes[place[2]] / 100)
        }
        let cellar = axis("cellar", [5, 6], "m", .nothing)
        let hidden = FixtureGrid([cellar, axes[1], axes[2]]).field("hiddenvar", chunkShape: [1, 1, 1]) { _ in
            Float(8888)
        }
        return try CubeFixture(
            id: id,
            title: "Fruit",
            attributes: [("institution", "Orchard")] + (telling == .everything ? ofEverything : []),
            arrays: axes + [plum] + (hasMore ? [cellar, hidden] : []),
            limits: limits
        )
    }

    /// The whole of it, whose attributes tell of everything.
    static func whole(_ id: String = "secret", limits: Limits = Limits()) throws -> CubeFixture {
        try part(id, hasMore: true, telling: .everything, limits: limits)
    }

    private static let ofEverything: [(String, JSONValue)] = [
        ("geospatial_lon_max", 30), ("time_coverage_end", "2000-01-05"), ("history", "took hiddenvar"),
    ]

    private static func axis(_ name: String, _ values: [Double], _ units: String, _ telling: Telling)
        -> FixtureArray
    {
        FixtureArray(
            name,
            [(name, values.count)],
            .float64,
            values,
            attributes: [("units", .string(units))]
                + ([.cells, .everything].contains(telling) ? [("valid_max", 9999)] : []),
            chunkShape: [1]
        )
    }
}

/// Datasets with a history of two commits, two names for them, and a group in each.
struct AttackedCatalogue: ScriptedCatalogue {
    let cubes: [CubeFixture]
    /// False for datasets of one state, as their store has no others.
    var hasVersions = true

    private static let refs = ["main": "S2", "v1": "S1", "S1": "S1", "S2": "S2"]

    var ids: [String] { cubes.map(\.dataset.address.id) }

    func entries(context: WorkContext) -> [CatalogueEntry] {
        cubes.map {
            CatalogueEntry(id: $0.dataset.address.id, title: $0.dataset.title, groups: ["deep"])
        }
    }

    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        guard let cube = cubes.first(where: { $0.dataset.address.id == address.id }) else {
            throw Failure.notFound(.dataset, name: address.text, known: ids)
        }
        guard [[], ["deep"]].contains(address.groups) else {
            throw Failure.notFound(.group, name: address.text, known: ["deep"])
        }
        let ref = address.ref ?? "main"
        guard let snapshot = Self.refs[ref], hasVersions || address.ref == nil else {
            throw Failure.notFound(.version, name: ref, known: hasVersions ? ["main", "v1"] : [])
        }
        return cube.dataset.addressed(
            as: address,
            version: DatasetVersion(
                snapshot: snapshot,
                isPinned: ref == snapshot,
                pin: hasVersions ? snapshot : nil,
                coversData: true
            )
        )
    }

    func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool { hasVersions }

    func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences? {
        VersionReferences(
            branches: [.init(name: "main", snapshot: "S2")],
            tags: [.init(name: "v1", snapshot: "S1")]
        )
    }

    func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] {
        let all = ["S2", "S1"].map {
            VersionCommit(snapshot: $0, parent: nil, message: "hiddenvar", author: "zoe", time: 0)
        }
        guard let start = all.firstIndex(where: { $0.snapshot == snapshot }) else {
            throw Failure.notFound(.version, name: snapshot, known: [])
        }
        return Array(all[start...].prefix(limit))
    }
}

/// Every service of a site over some datasets, under the rules of a configuration.
struct AttackedSite {
    /// All that a client gets.
    struct Answer: Equatable {
        let status: Int
        /// Without what says how long something took.
        var fields: [String: [String]]
        let body: [UInt8]

        var tag: String? { fields["etag"]?.first }
        var text: String { String(decoding: body, as: UTF8.self) }

        /// Everything as one text, to look for words in.
        var all: String {
            untagged.fields.map { "\($0.key): \($0.value)" }.joined() + text
        }

        /// Where two differ first, for a message; nil where they do not.
        static func difference(_ first: Answer, _ second: Answer) -> String? {
            guard first != second else { return nil }
            guard first.status == second.status else { return "status \(first.status), not \(second.status)" }
            for name in Set(first.fields.keys).union(second.fields.keys).sorted()
            where first.fields[name] != second.fields[name] && name != "content-length" {
                return "\(name): \(first.fields[name] ?? []), not \(second.fields[name] ?? [])"
            }
            let start = zip(first.body, second.body).prefix { $0 == $1 }.count
            let parts = [first, second].map {
                String(decoding: $0.body.dropFirst(max(start - 40, 0)).prefix(120), as: UTF8.self)
            }
            return "\(parts[0])\n instead of \n\(parts[1])"
        }

        /// The same but for its tag, which tells apart what is cut out of something from what is whole.
        var untagged: Answer {
            var answer = self
            answer.fields["etag"] = nil
            return answer
        }
    }

    let services: [any Service]
    private let dispatcher: Dispatcher

    /// `access` and `quotas` are what stands under these keys, in YAML.
    init(_ catalogue: AttackedCatalogue, access: String, quotas: String = "[]") throws {
        let lines = [("access", access), ("quotas", quotas)].map { key, text in
            "\(key): \(text.replacing("\n", with: " "))\n"
        }
        let configuration = try Configuration(yaml: lines.joined(), file: "c.yaml", directory: "/etc")
        let book = AttackedQuotas.book(configuration.quotas)
        let ledger = MemoryLedger(budget: 64 << 20)
        services = Site.services(
            of: DatasetCatalogue(catalogue, rules: configuration.accessRules),
            ledger: ledger,
            spool: Spool(directory: "/tmp")
        )
        let accounts: Dispatcher.Accounts = { request, context in
            AttackedQuotas.account(of: request.principal, in: book, context.measurements)
        }
        dispatcher = Dispatcher(
            services: services,
            accounts: configuration.quotas.isEmpty ? nil : accounts,
            ledger: ledger
        )
    }

    /// Seconds are estimated by how long reading took so far, and what hides cells takes memory.
    private static func withoutEstimates(_ body: [UInt8]) -> [UInt8] {
        var text = String(decoding: body, as: UTF8.self)
        text.replace(#/"(seconds|memory)":[0-9]+/#, with: "")
        return Array(text.utf8)
    }

    func get(
        _ target: String,
        as principal: Principal,
        _ headers: [(String, String)] = []
    ) throws -> Answer {
        let answer = try dispatcher.get(target, headers, as: principal)
        var fields: [String: [String]] = [:]
        for field in answer.fields.fields where field.name.lowercased() != "server-timing" {
            fields[field.name.lowercased(), default: []].append(field.value)
        }
        let isDryRun = fields["preference-applied"] != nil
        return Answer(
            status: answer.status,
            fields: fields,
            body: isDryRun ? Self.withoutEstimates(answer.body) : answer.body
        )
    }
}
