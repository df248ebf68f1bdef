import Execution
import Failures
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Formulas whose terms are not there, or are no numbers (digest: cf.md, section 6): no height, or a missing one, and
/// never a wrong one.
@Suite struct LevelFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let quantity: VerticalQuantity
        /// Levels of a column that have a height or a pressure; nil where it is refused.
        let levels: Int?
        let problems: [MetadataProblem]
        let store: OddStore
    }

    private typealias Change = (inout OddStore) -> Void

    private static func ocean(
        _ description: String,
        _ levels: Int?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    ) -> Fault {
        var store = OddStore.ocean()
        change(&store)
        return Fault(
            testDescription: description,
            quantity: .height,
            levels: levels,
            problems: problems,
            store: store
        )
    }

    private static func hybrid(
        _ description: String,
        _ levels: Int?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    ) -> Fault {
        var store = OddStore.hybrid()
        change(&store)
        return Fault(
            testDescription: description,
            quantity: .pressure,
            levels: levels,
            problems: problems,
            store: store
        )
    }

    private static func terms(_ text: String) -> Change {
        { $0.set("s_rho", "formula_terms", .string(text)) }
    }

    static let oceans = [
        ocean("as it should be", 3) { _ in },
        ocean(
            "terms that name themselves",
            nil,
            [
                .absentFormulaTerm("s", name: "s"), .absentFormulaTerm("C", name: "C"),
                .absentFormulaTerm("depth", name: "depth"),
            ],
            terms("s: s C: C depth: depth")
        ),
        ocean("the data as a term", 3, [], terms("s: s_rho C: Cs eta: v depth: h depth_c: hc")),
        ocean(
            "the levels as every term",
            3,
            [],
            terms("s: s_rho C: s_rho eta: s_rho depth: s_rho depth_c: s_rho")
        ),
        ocean("no terms", nil) { $0.set("s_rho", "formula_terms", "") },
        ocean("terms that are a number", nil) { $0.set("s_rho", "formula_terms", 3) },
        ocean("more terms than any formula has", nil, [], terms(String(repeating: "s: s_rho ", count: 40))),
        ocean("a term without a name", nil, [.unlistedFormulaTerm("depth")], terms("s: s_rho C: Cs depth:")),
        ocean("no formula", nil) { $0.set("s_rho", "standard_name", .null) },
        ocean(
            "a formula of the air",
            nil,
            [.unlistedFormulaTerm("sigma")]
                + ["s", "C", "eta", "depth", "depth_c"].map {
                    .strayFormulaTerm($0, formula: "atmosphere_sigma_coordinate")
                }
        ) {
            $0.set("s_rho", "standard_name", "atmosphere_sigma_coordinate")
        },
        ocean(
            "a term that the formula does not have",
            3,
            [.strayFormulaTerm("ptop", formula: "ocean_s_coordinate_g2")],
            terms("s: s_rho C: Cs eta: zeta depth: h depth_c: hc ptop: hc")
        ),
        ocean(
            "a term twice",
            3,
            [.repeatedFormulaTerm("Depth")],
            terms("s: s_rho C: Cs eta: zeta depth: h depth_c: hc Depth: hc")
        ),
        ocean(
            "a term twice, of which one is nowhere",
            3,
            [.repeatedFormulaTerm("depth"), .absentFormulaTerm("depth", name: "nothing")],
            terms("s: s_rho C: Cs eta: zeta depth: h depth_c: hc depth: nothing")
        ),
        ocean("no depth", nil, [.absentFormulaTerm("depth", name: "h")]) { $0.drop("h") },
        ocean("a depth elsewhere", nil, [.formulaTermElsewhere("depth", name: "h", dimensions: ["a", "b"])]) {
            $0.shape("h", [("a", 2), ("b", 3)])
        },
        ocean("one depth for all", 3) { $0.shape("h", []) },
        ocean("a depth over levels", 3) { $0.shape("h", [("s_rho", 3)]) },
        ocean("a depth that is none", 0) { $0.fill("h", .nan) },
        ocean("an infinite depth", 0) { $0.fill("h", .infinity) },
        ocean("a depth beyond all numbers", 0) { $0.fill("h", 1e300) },
        ocean("a depth at netCDF's fill value", 0) { $0.fill("h", 9.969209968386869e36) },
        ocean("a depth of nothing over nothing", 0) {
            $0.fill("h", 0)
            $0.fill("hc", 0)
        },
        ocean("a depth that is the critical one below ground", 0) { $0.fill("h", -10) },
        ocean("a critical depth that is none", 0, [.formulaTermMissing("depth_c", name: "hc")]) {
            $0.fill("hc", .nan)
        },
        ocean("a critical depth that is missing", 0, [.formulaTermMissing("depth_c", name: "hc")]) {
            $0.fill("hc", -999)
            $0.set("hc", "_FillValue", -999)
        },
        ocean("a critical depth that is infinite", 0, [.formulaTermMissing("depth_c", name: "hc")]) {
            $0.fill("hc", .infinity)
        },
        ocean("a missing depth", 0) {
            $0.fill("h", -999)
            $0.set("h", "_FillValue", -999)
        },
        ocean("a scale of zero", 3, [.unusablePacking(scale: 0, offset: 0)]) {
            $0.set("h", "scale_factor", 0)
        },
        ocean("a scale beyond all numbers", 0) { $0.set("h", "scale_factor", 1e300) },
        ocean("a surface that is none", 0) { $0.fill("zeta", .nan) },
        ocean("one level that is none", 2) { $0.put("Cs", [1: .nan]) },
        ocean("units that mean nothing", 3) { $0.set("h", "units", "parsnips") },
        ocean("kilometres", 3) { $0.set("zeta", "units", "km") },
    ]

    static let atmospheres = [
        hybrid("as it should be", 3) { _ in },
        hybrid("a surface pressure in kelvin", nil, [.formulaTermUnit("ps", name: "PS", units: "K")]) {
            $0.set("PS", "units", "K")
        },
        hybrid("the logarithm of a pressure", nil, [.formulaTermUnit("ps", name: "PS", units: "1")]) {
            $0.set("PS", "units", "1")
        },
        hybrid("a unit that nobody knows", 3) { $0.set("PS", "units", "what it is") },
        hybrid("no pressure at the surface", nil, [.absentFormulaTerm("ps", name: "PS")]) { $0.drop("PS") },
        hybrid("no reference pressure", nil, [.unlistedFormulaTerm("p0")]) {
            $0.set("lev", "formula_terms", "a: hyam b: hybm ps: PS")
        },
        hybrid("a reference that is none", 0, [.formulaTermMissing("p0", name: "P0")]) {
            $0.fill("P0", .nan)
        },
        hybrid("a pressure beyond all numbers", 0) { $0.fill("PS", 1e300) },
        hybrid("a pressure that is none", 0) { $0.fill("PS", .nan) },
        hybrid(
            "a pressure of another moment",
            nil,
            [.formulaTermElsewhere("ps", name: "PS", dimensions: ["when", "lat", "lon"])]
        ) {
            $0.shape("PS", [("when", 2), ("lat", 2), ("lon", 3)])
        },
        hybrid("coefficients that are text of a number", 3) { $0.store("hyam", as: .float32) },
        hybrid(
            "coefficients of another length",
            nil,
            [.formulaTermElsewhere("a", name: "hyam", dimensions: ["other"])]
        ) {
            $0.shape("hyam", [("other", 4)])
        },
        hybrid("coefficients that are infinite", 0) { $0.fill("hybm", .infinity) },
        hybrid("hectopascals", 3) { $0.set("PS", "units", "hPa") },
    ]

    @Test(arguments: oceans + atmospheres) func areFound(_ fault: Fault) throws {
        let dataset = try fault.store.dataset()
        #expect(Set(dataset.findings.map(\.problem)) == Set(fault.problems))
        #expect(DatasetProbe(dataset).faults == [])
        let context = WorkContext.background(seconds: 60)
        let query = Query(
            variables: ["v"],
            others: .all,
            place: .point(longitude: 1, latitude: 59),
            form: .coverages,
            vertical: fault.quantity
        )
        let known: Int?
        do throws(Failure) {
            let levels = try dataset.bind(query, context: context).parts.first?.levels
            known = levels.map { levels in Array(levels.cells.centres).filter(\.isFinite).count }
        } catch {
            #expect(error.status < 500, "\(error)")
            known = nil
        }
        // A column without any height has no cell.
        #expect(known == fault.levels || known == nil && fault.levels == 0)
    }
}
