@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// A model of three sigma levels at two times on 2 × 2 cells: `t` holds 100 · time + 10 · level + its cell's number.
///
/// Pressures at the surface are 1000, 900 … hPa by cell and 10 more at the second time.
private struct Model {
    var axis: [(String, JSONValue)] = [
        ("standard_name", "atmosphere_sigma_coordinate"), ("positive", "down"),
        ("formula_terms", "sigma: lev ps: ps ptop: ptop"),
    ]
    var ptop = FixtureArray("ptop", [], .float64, [2.0], attributes: [("units", "hPa")])
    var surface: [(String, JSONValue)] = [("units", "hPa")]
    var others: [FixtureArray] = []
    var limits = Limits()

    static let sigmas = [0.2, 0.5, 0.9]

    static func pressure(_ time: Int, _ cell: Int) -> Double { Double(1000 - 100 * cell + 10 * time) }

    func cube() throws -> CubeFixture {
        let lev = FixtureArray.axis("lev", Self.sigmas, units: "1", attributes: axis)
        let times = FixtureArray.times([Int32(0), 6], "hours since 2020-01-01")
        let grid = FixtureGrid.latLon(along: [times, lev])
        let ps = grid.without("lev").field("ps", attributes: surface) { place -> Double in
            place[1] == 1 && place[2] == 1 ? .nan : Self.pressure(place[0], 2 * place[1] + place[2])
        }
        let t = grid.field("t") { Float(100 * $0[0] + 10 * $0[1] + 2 * $0[2] + $0[3]) }
        return try CubeFixture(arrays: grid.coordinates + [ps, t, ptop] + others, limits: limits)
    }
}

/// A question for `t` in the first cell, or another.
private func query(
    _ quantity: VerticalQuantity,
    _ selector: AxisSelector = .all,
    time: Int? = nil,
    longitude: Double = 0,
    latitude: Double = 60
) -> Query {
    var selectors: [AxisKey: AxisSelector] = [.role(.vertical): selector]
    if let time { selectors[.role(.time)] = .positions([IndexRange(start: time, count: 1)]) }
    return Query(
        variables: ["t"],
        selectors: selectors,
        place: .point(longitude: longitude, latitude: latitude),
        form: .coverages,
        vertical: quantity
    )
}

private func refusal(_ dataset: Dataset, _ query: Query) -> Failure? {
    do throws(Failure) {
        _ = try dataset.bind(query, context: context)
        return nil
    } catch {
        return error
    }
}

extension ReadPlan {
    /// The real values of the levels of each part that were chosen.
    fileprivate var chosen: [[Double]] {
        parts.map { part in
            let dimension = part.variable?.axis(.vertical)?.dimension ?? 0
            return part.indices(ofDimension: dimension).map { part.levels?.cells.centres[$0] ?? .nan }
        }
    }
}

@Suite struct RealLevelTests {
    @Test func everyTimeHasItsOwnPressures() throws {
        let cube = try Model().cube()
        let plan = try cube.dataset.bind(query(.pressure, longitude: 1), context: context)
        let expected = (0..<2).map { time in
            Model.sigmas.map { 2 + $0 * (Model.pressure(time, 1) - 2) }
        }
        #expect(plan.chosen == expected)
        #expect(plan.parts.map { $0.levels?.units } == ["hPa", "hPa"])
        #expect(plan.parts.map { $0.levels?.positive } == [.down, .down])
    }

    @Test(
        arguments: [
            (AxisSelector.value(500), [[0.5], [0.5]]), (.value(960), [[0.9], [0.9]]),
            (.value(1110), [[], [0.9]]),
            (.interval(0, 600), [[0.2, 0.5], [0.2, 0.5]]),
            (.values([190, 1000]), [[0.2, 0.9], [0.2, 0.9]]),
            (.interval(907, nil), [[], [0.9]]),
        ] as [(AxisSelector, [[Double]])]
    )
    func levelsByTheirPressure(selector: AxisSelector, sigmas: [[Double]]) throws {
        let plan = try Model().cube().dataset.bind(query(.pressure, selector), context: context)
        let expected = zip(sigmas, 0...).map { sigmas, time in
            sigmas.map { 2 + $0 * (Model.pressure(time, 0) - 2) }
        }
        #expect(plan.chosen == expected.filter { !$0.isEmpty })
        let reading = try plan.open(context: context)
        for part in plan.parts.indices {
            let values = try reading.values(part: part, context: context).doubles
            #expect(values.count == plan.chosen[part].count)
        }
    }

    /// Beyond half a layer of the ends, and over land, where the surface has no pressure.
    @Test func noLevelIsOutside() throws {
        let dataset = try Model().cube().dataset
        for query in [
            query(.pressure, .value(5000)), query(.pressure, .value(.nan)),
            query(.pressure, longitude: 1, latitude: 59), query(.pressure, .interval(300, 310)),
        ] {
            guard case .outsideDomain = refusal(dataset, query) else {
                Issue.record("\(query) is answered")
                continue
            }
        }
    }

    @Test func termsAreReadOnlyWhereAsked() throws {
        let cube = try Model().cube()
        // Whether a constant is a number is looked at once, when the dataset is opened.
        #expect(cube.chunks["ps"]?.chunksRead == 0 && cube.chunks["ptop"]?.chunksRead == 1)
        var plain = query(.pressure)
        plain.vertical = nil
        _ = try cube.dataset.bind(plain, context: context)
        let dry = try cube.dataset.bind(query(.pressure), readsTerms: false, context: context)
        #expect(cube.chunks["ps"]?.chunksRead == 0 && cube.chunks["ptop"]?.chunksRead == 1)
        #expect(dry.cost.chunks == 4)
        _ = try cube.dataset.bind(query(.pressure), context: context)
        #expect(cube.chunks["ps"]?.chunksRead == 1 && cube.chunks["t"]?.chunksRead == 0)
    }

    @Test func limitsHoldForTermsToo() throws {
        var model = Model()
        model.limits.chunks = 3
        #expect(throws: Failure.self) { try model.cube().dataset.bind(query(.pressure), readsTerms: false) }
        model.limits.chunks = 1
        guard case .tooLarge = refusal(try model.cube().dataset, query(.pressure)) else {
            Issue.record("two columns pass a limit of one chunk")
            return
        }
    }

    @Test func aTermInOtherUnitsIsConverted() throws {
        var model = Model()
        model.ptop = FixtureArray("ptop", [], .float64, [200.0], attributes: [("units", "Pa")])
        let plan = try model.cube().dataset.bind(query(.pressure, time: 0), context: context)
        let expected = Model.sigmas.map { 2 + $0 * 998 }
        #expect(zip(plan.chosen[0], expected).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// What a policy hides is no term: nothing is taken for zero instead, and its name is not told.
    @Test func hiddenTermsAreAbsent() throws {
        let cube = try Model().cube().restricted(by: Policy(variables: ["t"]))
        guard case .unsupported(let reason) = refusal(cube.dataset, query(.pressure)) else {
            Issue.record("levels are computed from a hidden variable")
            return
        }
        #expect(!reason.contains("ps"))
    }

    /// A box that leaves one row shifts positions, of the variable and of its terms.
    @Test func aPolicysBoxShiftsTerms() throws {
        let box = try #require(GeographicBox(west: 0.6, south: 59.6, east: 1.4, north: 60.4))
        let cube = try Model().cube().restricted(by: Policy(box: box))
        let plan = try cube.dataset.bind(query(.pressure, time: 1, longitude: 1), context: context)
        #expect(plan.chosen == [Model.sigmas.map { 2 + $0 * (Model.pressure(1, 1) - 2) }])
    }

    @Test(arguments: [
        (VerticalQuantity.height, "vertical=pressure can be asked"),
        (.depth, "vertical=pressure can be asked"),
    ])
    func whatIsNotThereIsRefusedByName(quantity: VerticalQuantity, told: String) throws {
        let failure = try #require(refusal(try Model().cube().dataset, query(quantity)))
        #expect(failure.description.contains(told), "\(failure)")
        #expect(failure.status == 400)
    }
}
