import Cube
import Execution
import Failures
import JSON
import Principals
import TestSupport
import Testing
import Zarr

@testable import Catalogue

/// What each class may see of each dataset; a dataset that is not named is hidden.
private struct Scripted: AccessRules {
    var policies: [PolicyClass: [String: Policy]]

    func policyClass(of principal: Principal) -> PolicyClass {
        PolicyClass(rules: principal.groups.compactMap { Int($0) })
    }

    func accessClass(of principal: Principal) -> String { "\(policyClass(of: principal).rules)" }

    func policy(of dataset: String, in policyClass: PolicyClass) -> Policy? {
        policies[policyClass]?[dataset]
    }
}

@Suite struct CatalogueViewTests {
    private let context = WorkContext.background(seconds: 30)
    private let stores = ScriptedHierarchies()

    private func principal(_ rules: Int...) -> Principal {
        Principal(name: "p\(rules)", groups: rules.map { "\($0)" })
    }

    private func whole() -> ConfiguredCatalogue {
        ConfiguredCatalogue(
            ["air", "sea", "ice"].map { PublishedDataset(id: $0, store: $0) },
            opener: stores,
            limits: Limits(),
            resources: ReadingResources(ledger: MemoryLedger(budget: 1 << 20))
        )
    }

    private func catalogue(_ policies: [PolicyClass: [String: Policy]]) -> DatasetCatalogue {
        DatasetCatalogue(whole(), rules: Scripted(policies: policies))
    }

    @Test func everybodySeesAllWithoutRules() throws {
        let whole = whole()
        let view = DatasetCatalogue(whole).view(for: principal(1), over: nil)
        #expect(view.entries(context: context) == whole.entries(context: context))
        let address = DatasetAddress(id: "sea")
        #expect(
            try view.dataset(at: address, context: context) === whole.dataset(at: address, context: context)
        )
    }

    @Test func principalsOfOneClassShareAView() {
        let catalogue = catalogue([:])
        let view = catalogue.view(for: Principal(name: "ada", groups: ["1", "x"]), over: nil)
        #expect(view === catalogue.view(for: Principal(name: "ben", groups: ["1", "y"]), over: nil))
        #expect(view !== catalogue.view(for: principal(2), over: nil))
    }

    @Test func whatIsHiddenIsAbsentFromEverything() throws {
        let shown: [String: Policy] = ["air": .unrestricted, "ice": .unrestricted]
        let view = catalogue([PolicyClass(rules: [1]): shown]).view(for: principal(1), over: nil)
        #expect(view.entries(context: context).map(\.id) == ["air", "ice"])
        for id in ["air", "ice"] { _ = try view.dataset(at: DatasetAddress(id: id), context: context) }
        #expect(stores.content.withLock { $0.opened } == 2)
        for id in ["sea", "sew"] {
            for text in [id, "\(id).surface", "\(id)@main"] {
                let address = try DatasetAddress(text)
                let absent = Failure.notFound(.dataset, name: text, known: ["air", "ice"])
                #expect(throws: absent) { try view.dataset(at: address, context: context) }
                #expect(throws: absent) { try view.tellsVersions(of: address, context: context) }
                #expect(throws: absent) { try view.references(of: address, context: context) }
                #expect(throws: absent) { try view.virtualPlaces(of: address, context: context) }
                #expect(throws: absent) { try view.changes(of: address, in: "S1", context: context) }
                #expect(throws: absent) {
                    try view.history(of: address, from: "S1", limit: 1, context: context)
                }
            }
        }
        #expect(stores.content.withLock { $0.opened } == 2)
    }

    /// Who has opened a dataset may not go on to its groups after it is hidden from them.
    @Test func aHierarchyIsAskedForByAddressToo() throws {
        let whole = whole()
        let dataset = try whole.dataset(at: DatasetAddress(id: "air"), context: context)
        let view = DatasetCatalogue(whole, rules: Scripted(policies: [:])).view(for: .anonymous, over: nil)
        #expect(throws: Failure.notFound(.dataset, name: "air", known: [])) {
            try view.tree(below: dataset, wants: { _ in true }, context: context)
        }
    }

    private static func days() throws -> CubeFixture {
        try CubeFixture(
            id: "air",
            arrays: [
                FixtureArray(
                    "time",
                    [("time", 3)],
                    .int64,
                    [Int64(0), 1, 2],
                    attributes: [("units", "days since 2000-01-01")]
                ), FixtureArray("t", [("time", 3)], .float32, [Float](repeating: 1, count: 3)),
                FixtureArray("u", [("time", 3)], .float32, [Float](repeating: 1, count: 3)),
            ]
        )
    }

    @Test func aPolicyCutsADatasetOnceForItsClass() throws {
        let only = { Policy(variables: [$0]) }
        let rules = Scripted(policies: [
            PolicyClass(rules: [1]): ["air": only("t")], PolicyClass(rules: [2]): ["air": only("u")],
            PolicyClass(rules: [3]): ["air": only("t")], PolicyClass(): ["air": .unrestricted],
        ])
        let cube = try Self.days()
        let catalogue = DatasetCatalogue(FixtureCatalogue([cube]), rules: rules)
        let datasets = try [principal(1), principal(2), principal(3), .anonymous].map {
            try catalogue.view(for: $0, over: nil).dataset(at: DatasetAddress(id: "air"), context: context)
        }
        #expect(datasets.map { $0.variables.map(\.name) } == [["t"], ["u"], ["t"], ["t", "u"]])
        #expect(datasets[0] === datasets[2] && datasets[3] === cube.dataset)
        #expect(Set(datasets.map(\.identity)).count == 3)
        let again = try catalogue.view(for: principal(1), over: nil).dataset(
            at: DatasetAddress(id: "air"),
            context: context
        )
        #expect(again === datasets[0])
    }

    /// All of 2000-01-01 to 03 is a minute and more ago: the window moves, what it shows does not.
    @Test func aWindowThatMovesIsAnotherViewOnlyWhereItShowsSomethingElse() throws {
        let dataset = try Self.days().dataset
        let moving = Policy(latest: .fromNow(seconds: -60))
        let first = try dataset.seen(under: moving, context: context)
        #expect(try first !== dataset && first === dataset.seen(under: moving, context: context))
        #expect(first.axes.map(\.count) == [3])
        let empty = try dataset.seen(under: Policy(earliest: .fromNow(seconds: -60)), context: context)
        #expect(empty.identity != first.identity)
    }

    @Test func groupsAreSeenAsTheirDatasetIs() throws {
        let policies = [PolicyClass(): ["air": Policy(variables: ["a"])]]
        let view = catalogue(policies).view(for: .anonymous, over: nil)
        let dataset = try view.dataset(at: DatasetAddress(id: "air"), context: context)
        let tree = try view.tree(below: dataset, wants: { _ in true }, context: context)
        #expect(tree.all.map { $0.variables.map(\.name) } == [[], ["a"], []])
    }
}
