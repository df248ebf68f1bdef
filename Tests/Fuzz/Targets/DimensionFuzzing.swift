internal import Cube
import Failures
internal import JSON
internal import Maps
internal import TestSupport
internal import Zarr

/// Values of TIME, ELEVATION and other dimensions as clients may send them, on axes of dates, numbers and labels.
enum DimensionFuzzing {
    static let targets = [dimension]

    /// The first line is a value, the second how far from it the step may be.
    private static let dimension = FuzzTarget(
        "picture-dimension",
        seeds: seeds.map { Array($0.utf8) },
        isRefusal: { $0 is Failure || $0 is ZarrError }
    ) { input in
        let lines = String(decoding: input, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map(String.init)
        let value = lines.first ?? ""
        for array in axes {
            let grid = FixtureGrid([array])
            let cube = try CubeFixture(grid, [grid.numbered()])
            for variable in cube.dataset.variables {
                for dimension in LayerDimension.all(of: variable) {
                    do {
                        try check(dimension, value, lines.count > 1 ? lines[1] : nil)
                    } catch is Failure {
                        // What one axis has not another may have.
                        continue
                    }
                }
            }
        }
    }

    /// What is understood means the same each time, and one step of the axis or none.
    private static func check(_ dimension: LayerDimension, _ value: String, _ reach: String?) throws {
        let tolerance = try reach.map {
            try DimensionTolerance($0, of: dimension.axis, parameter: "TIME_TOLERANCE")
        }
        let make = {
            try DimensionSelection(dimension, text: value, parameter: "TIME", tolerance: tolerance)
        }
        let selection = try make()
        let again = try make()
        precondition(again.selector == selection.selector, "a value of two readings")
        let found = try dimension.axis.indices(selection.selector)
        precondition(!found.isEmpty, "a step that is none")
        try checkAll(dimension, value)
    }

    /// All positions that are meant are ones of the axis, each once.
    private static func checkAll(_ dimension: LayerDimension, _ value: String) throws {
        let several = try SeveralPositions(value, of: dimension, parameter: "TIME")
        precondition(Set(several.indices).count == several.indices.count, "a position twice")
        let found = try dimension.axis.indices(several.selector)
        precondition(!found.isEmpty && several.indices.allSatisfy { $0 >= 0 && $0 < dimension.axis.count })
        guard let facts = StepFacts(dimension.axis) else { return }
        precondition(facts.nearest(to: value) != nil, "no step of an axis of dates")
        _ = (facts.steps(of: value), facts.steps(from: value, to: value), facts.days)
    }

    private static let axes: [FixtureArray] = [
        .times([0.0, 6, 12, 36], "hours since 2001-01-01"), .times([5.0, 1, 3], "days since 2000-02-27"),
        .axis("level", [1000.0, 850, 500], units: "hPa", attributes: [("axis", "Z")]),
    ]

    private static let seeds = [
        "2001-01-01T06:00:00Z", "2001/2002/P1M\nPT3H", "2001-01-01T00:00:00Z/PT12H,latest",
        "P1D/current\nany",
        "2000-02,2001\nPT0S", "current/2001,1066\nP1Y", "500/900,1000\n50", "1/2/3\n0", "1e3\n1e300",
        "-99999999999-01-01/99999999999-12-31/P9999999Y", ",,\n", "latest/latest/PT0.001S\n-1",
        "-292275055-05-16T16:47:04Z/P1D\nPT9999999H",
    ]
}
