import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// Metadata of parametric levels as it should not be: a finding or a refusal, never a trap and never a wrong number.
@Suite struct OddFormulaTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var name = "ocean_s_coordinate_g1"
        var terms = "s: s_rho C: Cs eta: zeta depth: h depth_c: hc"
        /// The shape of the array `h` by the names of its dimensions.
        var depth: [String] = ["eta_rho", "xi_rho"]
        var arrays: [FixtureArray] = []
        /// Nil where heights can be had.
        var problem: MetadataProblem?
        /// Words of the refusal.
        var told = ""
    }

    private static let sizes = [
        "eta_rho": 2, "xi_rho": 3, "xi_u": 2, "s_rho": 2, "time": 2, "other": 5, "pair": 2,
    ]

    private static func array(_ name: String, _ dimensions: [String], _ value: Double = 1) -> FixtureArray {
        let shape = dimensions.map { ($0, sizes[$0] ?? 1) }
        let values = (0..<shape.reduce(1) { $0 * $1.1 }).map { value + Double($0) }
        return FixtureArray(name, shape, .float64, values, attributes: [("units", "m")])
    }

    private static func cube(_ odd: Case) throws -> CubeFixture {
        let grid = [
            FixtureArray.axis("eta_rho", [60.0, 59], units: "degrees_north"),
            .axis("xi_rho", [0.0, 1, 2], units: "degrees_east"),
            .axis("xi_u", [0.5, 1.5], units: "degrees_east"),
            .times([Int32(0), 6], "hours since 2020-01-01"),
        ]
        let levels = FixtureArray.axis(
            "s_rho",
            [-0.75, -0.25],
            attributes: [
                ("standard_name", JSONValue(odd.name)), ("formula_terms", JSONValue(odd.terms)),
                ("positive", "up"),
            ]
        )
        let terms = [
            array("Cs", ["s_rho"], -1), array("zeta", ["time", "eta_rho", "xi_rho"], 0.1),
            array("h", odd.depth, 100), array("hc", [], 10),
        ].filter { term in !odd.arrays.contains { $0.name == term.name } }
        let data = [
            array("temp", ["time", "s_rho", "eta_rho", "xi_rho"]),
            array("u", ["time", "s_rho", "eta_rho", "xi_u"]),
        ]
        return try CubeFixture(arrays: grid + [levels] + terms + data + odd.arrays)
    }

    private static func heights(_ cube: CubeFixture, of variable: String = "temp", longitude: Double = 0)
        throws
        -> [Double]
    {
        let query = Query(
            variables: [variable],
            selectors: [.role(.time): .positions([IndexRange(start: 0, count: 1)])],
            place: .point(longitude: longitude, latitude: 60),
            form: .coverages,
            vertical: .height
        )
        let plan = try cube.dataset.bind(query, context: context)
        return plan.parts.first?.levels.map { Array($0.cells.centres) } ?? []
    }

    private static func generic1(depth: Double, eta: Double) -> [Double] {
        zip([-0.75, -0.25], [-1.0, 0]).map { s, c in
            let resting = 10 * s + (depth - 10) * c
            return resting + eta * (1 + resting / depth)
        }
    }

    @Test func termsOfStaggeredVariablesAreMeansOfNeighbours() throws {
        let cube = try Self.cube(Case(testDescription: "sound"))
        #expect(cube.dataset.findings == [])
        #expect(try Self.heights(cube) == Self.generic1(depth: 100, eta: 0.1))
        let between = try Self.heights(cube, of: "u", longitude: 1.5)
        #expect(zip(between, Self.generic1(depth: 101.5, eta: 1.6)).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(between.count == 2)
    }

    @Test func levelsOfTheirBounds() throws {
        let edges = [
            FixtureArray("Cs_bnds", [("s_rho", 2), ("pair", 2)], .float64, [-2.0, 0, -1, 1]),
            Self.array("hs_bnds", ["pair"]),
        ]
        var odd = Case(testDescription: "", terms: "s: s_rho C: Cs_bnds eta: zeta depth: h depth_c: hc")
        odd.arrays = edges
        // Without `Cs` itself the mean of the two ends.
        odd.arrays.append(Self.array("Cs", ["other"]))
        #expect(try Self.heights(Self.cube(odd)) == Self.generic1(depth: 100, eta: 0.1))
    }

    @Test(arguments: [
        Case(testDescription: "blanks and commas", terms: " s:s_rho  C:Cs, eta :zeta depth: h depth_c: hc "),
        Case(testDescription: "lower case", terms: "S: s_rho c: Cs ETA: zeta DEPTH: h depth_c: hc"),
        Case(testDescription: "transposed", depth: ["xi_rho", "eta_rho"]),
        Case(testDescription: "a path", terms: "s: s_rho C: /Cs eta: zeta depth: /a/h depth_c: hc"),
        Case(
            testDescription: "a term twice",
            terms: "s: s_rho C: Cs eta: zeta depth: h depth: hc depth_c: hc"
        ),
        Case(testDescription: "no eta", terms: "s: s_rho C: Cs depth: h depth_c: hc"),
        Case(
            testDescription: "a word more",
            terms: "s: s_rho C: Cs eta: zeta depth: h depth_c: hc nsigma: nowhere"
        ),
        Case(
            testDescription: "no depth",
            terms: "s: s_rho C: Cs eta: zeta depth_c: hc",
            problem: .unlistedFormulaTerm("depth"),
            told: "do not name 'depth'"
        ),
        Case(
            testDescription: "no C",
            terms: "s: s_rho eta: zeta depth: h",
            problem: .unlistedFormulaTerm("c"),
            told: "'c'"
        ),
        Case(
            testDescription: "an absent term",
            terms: "s: s_rho C: Cs eta: nothing depth: h depth_c: hc",
            problem: .absentFormulaTerm("eta", name: "nothing"),
            told: "'nothing'"
        ),
        Case(
            testDescription: "another formula",
            name: "ocean_s_coordinate_g3",
            problem: .unknownFormula("ocean_s_coordinate_g3"),
            told: "'ocean_s_coordinate_g3'"
        ),
        Case(
            testDescription: "another place",
            depth: ["other"],
            problem: .formulaTermElsewhere("depth", name: "h", dimensions: ["other"]),
            told: "lies elsewhere"
        ),
        Case(
            testDescription: "a dimension more",
            depth: ["eta_rho", "xi_rho", "other"],
            problem: .formulaTermElsewhere("depth", name: "h", dimensions: ["eta_rho", "xi_rho", "other"]),
            told: "lies elsewhere"
        ),
    ])
    func oddTermsAreToldOrUnderstood(odd: Case) throws {
        let cube = try Self.cube(odd)
        if let problem = odd.problem {
            #expect(cube.dataset.findings.contains { $0.problem == problem }, "\(cube.dataset.findings)")
            do {
                _ = try Self.heights(cube)
                Issue.record("heights are answered")
            } catch let failure as Failure {
                #expect(failure.status == 400 && failure.description.contains(odd.told), "\(failure)")
            }
        } else {
            let heights = try Self.heights(cube)
            #expect(heights.count == 2 && heights.allSatisfy(\.isFinite) && heights[0] < heights[1])
        }
    }

    @Test(arguments: [
        "", ":", "s", "s:", "s: s: s:", "s: s_rho C: Cs depth: depth",
        String(repeating: "s: s_rho ", count: 5000), "\u{0}: \u{0}",
    ])
    func textsThatSayNothing(terms: String) throws {
        let cube = try Self.cube(Case(testDescription: "", terms: terms))
        #expect(throws: Failure.self) { try Self.heights(cube) }
        #expect(cube.dataset.variables.contains { $0.name == "temp" })
    }

    /// ROMS without standard names: `Vtransform` says which formula.
    @Test(arguments: [(1.0, true), (2, true), (3, false)])
    func formulaByVtransform(number: Double, isKnown: Bool) throws {
        let axis = FixtureArray.axis("s_rho", [-0.75, -0.25])
        let grid = FixtureGrid.latLon([60, 59], [0, 1, 2], along: [axis])
        let flat = grid.without("s_rho")
        let cube = try CubeFixture(
            arrays: grid.coordinates + [
                FixtureArray("Cs_r", [("s_rho", 2)], .float64, [-1.0, 0]),
                flat.field("zeta") { _ in 0.5 }, flat.field("h") { _ in 100.0 },
                FixtureArray("hc", [], .float64, [10.0]), FixtureArray("Vtransform", [], .float64, [number]),
                grid.numbered("temp"),
            ]
        )
        let found = try? Self.heights(cube)
        #expect((found != nil) == isKnown)
        if number == 1 { #expect(found == Self.generic1(depth: 100, eta: 0.5)) }
    }

    @Test(arguments: [
        ("height", "m", "up", VerticalQuantity.height, [2.0, 10]), ("height", "m", "up", .depth, [-2, -10]),
        ("depth", "m", "down", .height, [-2, -10]), ("altitude", "km", "up", .height, [2, 10]),
    ])
    func axesOfRealNumbers(
        name: String,
        units: String,
        positive: String,
        quantity: VerticalQuantity,
        expected: [Double]
    ) throws {
        let z = FixtureArray.axis(
            "z",
            [2.0, 10],
            units: units,
            attributes: [("standard_name", JSONValue(name)), ("positive", JSONValue(positive))]
        )
        let grid = FixtureGrid.latLon(along: [z])
        let cube = try CubeFixture(arrays: grid.coordinates + [grid.numbered("t")])
        let plan = try cube.dataset.bind(
            Query(
                selectors: [.role(.vertical): .value(expected[1])],
                place: .point(longitude: 0, latitude: 60),
                form: .coverages,
                vertical: quantity
            ),
            context: context
        )
        let part = try #require(plan.parts.first)
        #expect(part.ranges[0] == [IndexRange(start: 1, count: 1)])
        #expect((part.levels ?? part.variable?.axes[0]).map { Array($0.cells.centres) } == expected)
        #expect(throws: Failure.self) {
            try cube.dataset.bind(
                Query(variables: ["t"], place: .point(longitude: 0, latitude: 60), vertical: .pressure)
            )
        }
    }
}
