import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

private var context: WorkContext { .background(seconds: 60) }

/// A sea of 12 × 16 cells, six sigma levels and two times, on which the floor and the surface differ from cell to cell; `u` lies
/// between the cells of a row, and of one cell the floor is not known.
///
/// `temp` and `u` are the numbers of their elements, every `hole`-th of them missing.
struct Sea {
    static let (rows, columns, times, levels) = (12, 16, 2, 6)
    static let sigmas = (0..<levels).map { -(Double($0) + 0.5) / Double(levels) }
    static let land = (row: 3, column: 5)

    var chunks = [1, 2, 5, 7]
    var limits = Limits()
    var hole = 0
    /// With one sigma for each cell and level in the place of one for each level.
    var isBent = false
    var budget = 256 << 20

    static func depth(_ row: Int, _ column: Int) -> Double {
        row == land.row && column == land.column ? .nan : Double(100 + 37 * row + 11 * column)
    }

    static func eta(_ time: Int, _ row: Int, _ column: Int) -> Double {
        Double(time) + 0.01 * Double(row) - 0.02 * Double(column)
    }

    static func bend(_ row: Int, _ column: Int) -> Double { 1 - 0.02 * Double(row) + 0.003 * Double(column) }

    /// Heights of the levels under two mean terms.
    static func heights(depth: Double, eta: Double, bend: Double = 1) -> [Double] {
        sigmas.map { eta + $0 * bend * (depth + eta) }
    }

    func cube() throws -> CubeFixture {
        let latitudes = FixtureArray.axis(
            "eta_rho",
            (0..<Self.rows).map { 60 - Double($0) },
            units: "degrees_north"
        )
        let longitudes = { (name: String, first: Double, count: Int) in
            FixtureArray.axis(name, (0..<count).map { first + Double($0) }, units: "degrees_east")
        }
        let sigma = isBent ? "bent" : "sigma"
        let axis = FixtureArray.axis(
            "sigma",
            Self.sigmas,
            attributes: [
                ("standard_name", "ocean_sigma_coordinate"), ("positive", "up"),
                ("formula_terms", JSONValue("sigma: \(sigma) eta: zeta depth: h")),
            ]
        )
        let times = FixtureArray.times([Int32(0), 6], "hours since 2020-01-01")
        let rho = FixtureGrid([times, axis, latitudes, longitudes("xi_rho", 0, Self.columns)])
        let between = FixtureGrid([times, axis, latitudes, longitudes("xi_u", 0.5, Self.columns - 1)])
        let metres: [(String, JSONValue)] = [("units", "m")]
        let h = rho.without("time", "sigma").field("h", attributes: metres, chunkShape: [4, 4]) {
            Self.depth($0[0], $0[1])
        }
        let zeta = rho.without("sigma").field("zeta", attributes: metres, chunkShape: [1, 3, 16]) {
            Self.eta($0[0], $0[1], $0[2])
        }
        let bent = rho.without("time").field("bent", chunkShape: [4, 6, 16]) {
            Self.sigmas[$0[0]] * Self.bend($0[1], $0[2])
        }
        let number = { (number: Int) in hole > 0 && number % hole == 0 ? Float.nan : Float(number) }
        let flags: [(String, JSONValue)] = [
            ("flag_values", [0, 1, 2, 3, 4, 5]), ("flag_meanings", "a b c d e f"),
        ]
        return try CubeFixture(
            arrays: rho.axes + [between.axes[3], h, zeta] + (isBent ? [bent] : []) + [
                rho.numbered("temp", chunkShape: chunks, number),
                between.numbered("u", chunkShape: chunks, number),
                rho.field("kind", attributes: flags) { Int8($0[1]) },
            ],
            limits: limits,
            budget: budget
        )
    }
}

private func target(_ side: Int, west: Double = -1, east: Double = 17, north: Double = 61) -> RasterTarget {
    RasterTarget(
        system: .geographic,
        minX: west,
        minY: 47.5,
        maxX: east,
        maxY: north,
        width: side,
        height: side
    )
}

/// What a picture shows; NaN where there is nothing.
private func picture(_ plan: MapPlan) throws -> [Double] {
    let width = plan.target.width
    var pixels = [Double](repeating: .nan, count: width * plan.target.height)
    try plan.read(context: context) { window, cells in
        let values = plan.packing.unpack(window.bytes, shape: [window.bytes.count / window.dataType.size])
            .doubles
        for pixel in pixels.indices {
            let isScattered = cells.layout == .scattered
            let row = Int(cells.rows[isScattered ? pixel : pixel / width])
            let column = Int(cells.columns[isScattered ? pixel : pixel % width])
            guard window.rows.contains(row), window.columns.contains(column) else { continue }
            let down = (row - window.rows.lowerBound) * window.rowStride
            pixels[pixel] =
                values[
                    window.base + down + (column - window.columns.lowerBound) * window.columnStride
                ]
        }
    }
    return pixels
}

extension Sea {
    /// The heights of a column by the plain formula: of `u` with the mean terms of its two neighbours.
    fileprivate func heights(_ name: String, _ time: Int, _ cell: GridCell) -> [Double] {
        let columns = name == "u" ? [cell.column, cell.column + 1] : [cell.column]
        let mean = { (value: (Int) -> Double) in columns.reduce(0) { $0 + value($1) } / Double(columns.count)
        }
        return Self.heights(
            depth: mean { Self.depth(cell.row, $0) },
            eta: mean { Self.eta(time, cell.row, $0) },
            bend: isBent ? mean { Self.bend(cell.row, $0) } : 1
        )
    }

    fileprivate func element(_ name: String, _ time: Int, _ level: Int, _ cell: GridCell) -> Double {
        let columns = name == "u" ? Self.columns - 1 : Self.columns
        let number = ((time * Self.levels + level) * Self.rows + cell.row) * columns + cell.column
        if name == "kind" { return Double(level) }
        return hole > 0 && number % hole == 0 ? .nan : Double(number)
    }

    /// What is told of a height at a cell.
    fileprivate func expected(
        _ name: String,
        _ time: Int,
        _ cell: GridCell,
        _ height: Double,
        _ method: LevelMethod
    ) -> Double {
        let heights = heights(name, time, cell)
        guard heights.allSatisfy(\.isFinite) else { return .nan }
        if method == .nearest {
            let (top, bottom) = (heights[0], heights[Self.levels - 1])
            let half = (heights[0] - heights[1]) / 2
            guard height <= top + half, height >= bottom - half else { return .nan }
            let level = heights.indices.min { abs(heights[$0] - height) < abs(heights[$1] - height) } ?? 0
            return element(name, time, level, cell)
        }
        guard let above = heights.indices.last(where: { heights[$0] >= height }), above + 1 < Self.levels
        else {
            return .nan
        }
        let share = (heights[above] - height) / (heights[above] - heights[above + 1])
        return element(name, time, above, cell) * (1 - share) + element(name, time, above + 1, cell) * share
    }
}

/// Pictures of the levels that have a height, depth or pressure at each place.
@Suite struct LevelPictureTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name = "temp"
        var time = 0
        var height = -80.0
        var method = LevelMethod.nearest
        var isBent = false
        var hole = 0
        var side = 40
        /// Cells that are seen at least, by their values.
        var least = 20

        var testDescription: String { "\(name) \(time) \(height) \(method) \(isBent ? "bent" : "") \(side)" }

        static let all = [
            Case(), Case(time: 1, height: -300), Case(name: "u"), Case(name: "u", time: 1, method: .linear),
            Case(method: .linear), Case(height: -250, method: .linear, hole: 5), Case(height: -80, hole: 3),
            Case(isBent: true), Case(name: "u", method: .linear, isBent: true), Case(height: -5),
            Case(height: -5, method: .linear, least: 0), Case(height: -600, least: 3),
            Case(name: "kind", least: 3), Case(side: 150),
            Case(height: 40, least: 0),
        ]
    }

    private static func plan(_ row: Case, _ cube: CubeFixture, layers: Int = 1) throws -> MapPlan {
        try cube.dataset.bind(
            map: cube.dataset.variable(named: row.name),
            selectors: [.role(.time): .positions([IndexRange(start: row.time, count: 1)])],
            level: LevelQuestion(.height, row.height, by: row.method),
            target: target(row.side),
            layers: layers
        )
    }

    @Test(arguments: Case.all)
    func everyPixelHasTheLevelOfItsPlace(_ row: Case) throws {
        var sea = Sea()
        (sea.isBent, sea.hole) = (row.isBent, row.hole)
        let cube = try sea.cube()
        let plan = try Self.plan(row, cube)
        let pixels = try picture(plan)
        let grid = try #require(plan.variable.grid)
        var seen: Set<Double> = []
        for (pixel, found) in pixels.enumerated() {
            let cell = grid.cell(under: plan.target, column: pixel % row.side, row: pixel / row.side)
            let expected = cell.map { sea.expected(row.name, row.time, $0, row.height, row.method) } ?? .nan
            #expect(
                found.isNaN && expected.isNaN || abs(found - expected) < 1e-9 * max(abs(expected), 1),
                "\(pixel): \(found), not \(expected)"
            )
            if !found.isNaN { seen.insert(found) }
        }
        #expect(row.least == 0 ? seen.isEmpty : seen.count >= row.least)
        // As one of very many layers no map is kept, and the picture is the same.
        let made = try Self.plan(row, cube, layers: .max)
        #expect(zip(try picture(made), pixels).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
        #expect(made.cost == plan.cost && made.workingSet == plan.workingSet)
    }

    /// Of the chunks along the levels only those that some pixel needs; the plan counts all, and the terms.
    @Test func onlyLevelsThatAPixelHasAreRead() throws {
        let cube = try Sea().cube()
        var row = Case()
        row.height = -20
        let plan = try Self.plan(row, cube)
        #expect(cube.chunks["h"]?.chunksRead == 0 && cube.chunks["temp"]?.chunksRead == 0)
        // 3 × 3 chunks of cells and 3 of levels; 12 chunks of h, 4 of zeta, one of sigma.
        #expect(plan.cost.chunks == 27 + 12 + 4 + 1)
        _ = try picture(plan)
        let read = try #require(cube.chunks["temp"]?.chunksRead)
        #expect(read == 9, "the surface is in the first chunk of every place")
        #expect(cube.chunks["h"]?.chunksRead == 12 && cube.chunks["zeta"]?.chunksRead == 4)
        #expect(cube.ledger.maxReserved <= plan.workingSet && cube.ledger.maxReserved > 0)
    }

    @Test func termsAreHeldAgainstLimits() throws {
        var sea = Sea()
        sea.limits.chunks = 43
        let failure = #expect(throws: Failure.self) { try Self.plan(Case(), sea.cube()) }
        guard case .tooLarge(.chunks, 43, 44, let advice?) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(advice.hasPrefix("What passes: a box"))
        sea.limits.chunks = 44
        #expect(try Self.plan(Case(), sea.cube()).cost.chunks == 44)
    }

    /// A picture that the worker has no memory for is refused before a term is read.
    @Test func memoryIsReservedFirst() throws {
        var sea = Sea()
        sea.budget = 60_000
        let cube = try sea.cube()
        let plan = try Self.plan(Case(), cube)
        #expect(throws: Failure.self) { try picture(plan) }
        #expect(cube.chunks["h"]?.chunksRead == 0)
    }

    /// What a policy's box hides stays hidden, and shifts neither cells nor terms.
    @Test(arguments: ["temp", "u"], [LevelMethod.nearest, .linear])
    func aPolicysBoxShiftsNothing(name: String, method: LevelMethod) throws {
        let box = try #require(GeographicBox(west: 3.6, south: 51.6, east: 9.4, north: 57.4))
        let sea = Sea()
        let whole = try sea.cube()
        let cube = try whole.restricted(by: Policy(box: box))
        let row = Case(name: name, method: method)
        let (all, cut) = try (picture(Self.plan(row, whole)), picture(Self.plan(row, cube)))
        let grid = try #require(whole.dataset.variable(named: name).grid)
        var shown = 0
        for pixel in all.indices {
            let cell = grid.cell(under: target(40), column: pixel % 40, row: pixel / 40)
            let centre = cell.flatMap { grid.centre(of: $0) }
            let isInside = centre.map {
                (3.6...9.4).contains($0.longitude) && (51.6...57.4).contains($0.latitude)
            }
            guard isInside == true else {
                #expect(cut[pixel].isNaN)
                continue
            }
            // At the rim of the box a neighbour's floor is hidden: a mean without it is none.
            let isWhole =
                name == "temp"
                || (4...8).contains(Int(centre?.longitude ?? 0)) && (centre?.longitude ?? 0) < 8.6
            if isWhole {
                #expect(cut[pixel] == all[pixel] || cut[pixel].isNaN && all[pixel].isNaN)
                shown += cut[pixel].isNaN ? 0 : 1
            }
        }
        #expect(shown > 50)
    }

    /// What GetFeatureInfo tells is what the picture shows.
    @Test(arguments: [LevelMethod.nearest, .linear])
    func aCellHasTheSame(method: LevelMethod) throws {
        let cube = try Sea().cube()
        let row = Case(name: "u", time: 1, method: method)
        let plan = try Self.plan(row, cube)
        let pixels = try picture(plan)
        let question = LevelQuestion(.height, row.height, by: method)
        for pixel in stride(from: 0, to: 1600, by: 23) {
            let cell = plan.variable.grid?.cell(under: plan.target, column: pixel % 40, row: pixel / 40)
            let single = try cube.dataset.bind(plan.slice, cell: cell, level: question)
            let found = try single.foundLevel(context: context)
            #expect((found == nil) == pixels[pixel].isNaN)
            guard let found else { continue }
            let values = try found.cells.map { cell in
                var value = 0.0
                try cell.read(context: context) { window, at in
                    let element =
                        window.base + (at.row - window.rows.lowerBound) * window.rowStride
                        + (at.column - window.columns.lowerBound) * window.columnStride
                    value = Double(window.bytes.bindMemory(to: Float.self)[element])
                }
                return value
            }
            let last = values[values.count - 1]
            #expect(abs(values[0] + (last - values[0]) * found.share - pixels[pixel]) < 1e-9 * pixels[pixel])
            #expect(method == .linear ? found.value == row.height : abs(found.value - row.height) < 60)
        }
    }

    @Test(arguments: [VerticalQuantity.depth, .pressure])
    func otherQuantities(_ quantity: VerticalQuantity) throws {
        let cube = try Sea().cube()
        let bind = {
            try cube.dataset.bind(
                map: cube.dataset.variable(named: "temp"),
                selectors: [:],
                level: LevelQuestion(quantity, 80),
                target: target(40)
            )
        }
        guard quantity == .depth else {
            #expect(throws: Failure.self) { try bind() }
            return
        }
        let pixels = try picture(bind())
        let expected = try picture(Self.plan(Case(time: 1), cube))
        #expect(zip(pixels, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
}
