@testable import CF
import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// A cube of 10 days × 6 rows × 8 columns (0…315 east) whose every value tells its own indices.
private func cube() throws -> CubeFixture {
    let grid = FixtureGrid.latLon(
        (0..<6).map { 75.0 - 30 * Double($0) },
        (0..<8).map { 45.0 * Double($0) },
        along: [.axis("time", (0..<10).map { Int64($0) }, units: "days since 2000-01-01")]
    )
    let fields = ["v", "secret"].map { name in
        grid.field(name, chunkShape: [3, 2, 3]) { place -> Int32 in
            Int32(10000 * place[0] + 100 * place[1] + place[2])
        }
    }
    return try CubeFixture(grid, fields + [grid.without("time", "lon").numbered("bare") { Int32($0) }])
}

private var context: WorkContext { .background(seconds: 60) }

private func values(_ dataset: Dataset, _ query: Query) throws -> [Double] {
    try dataset.bind(query).open(context: context).values(part: 0, context: context).doubles
}

/// What is left of an axis tells nothing of where its other positions are.
@Suite struct ClippedAxisTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let centres: [Double]
        var bounds: [(Double, Double)]?
        let left: [Range<Int>]
        /// The ends of each cell that is left.
        let cells: [[Double]]
    }

    @Test(arguments: [
        Case(
            testDescription: "the first",
            centres: [0, 10, 23, 31],
            left: [0..<2],
            cells: [[-5, 5], [5, 15]]
        ),
        Case(
            testDescription: "the last",
            centres: [0, 10, 23, 31],
            left: [2..<4],
            cells: [[19, 27], [27, 35]]
        ),
        Case(
            testDescription: "the middle, falling",
            centres: [40, 23, 20, 10, 1],
            left: [1..<4],
            cells: [[24.5, 21.5], [21.5, 15], [15, 5]]
        ),
        Case(testDescription: "one", centres: [0, 10, 23, 31], left: [1..<2], cells: []),
        Case(testDescription: "the first alone", centres: [0, 10, 23], left: [0..<1], cells: []),
        Case(
            testDescription: "two parts",
            centres: [0, 10, 23, 31, 50],
            left: [0..<2, 3..<5],
            cells: [[-5, 5], [5, 15], [21.5, 40.5], [40.5, 59.5]]
        ),
        // A step that is left says what it is.
        Case(testDescription: "regular", centres: [0, 10, 20, 30], left: [1..<2], cells: [[5, 15]]),
        Case(
            testDescription: "bounds",
            centres: [0, 10, 23],
            bounds: [(-2, 3), (3, 12), (12, 30)],
            left: [0..<2],
            cells: [[-2, 3], [3, 12]]
        ),
    ])
    func cellsReachAsFarOutsideAsInside(_ test: Case) {
        let whole = Axis(name: "y", role: .y, cells: CellAxis(centres: test.centres, bounds: test.bounds))
        let clipped = whole.clipped(to: IndexWindow(runs: test.left)).cells
        #expect(clipped.count == test.left.reduce(0) { $0 + $1.count })
        let cells = (0..<clipped.count).compactMap { index in clipped.extent(at: index).map { [$0.0, $0.1] } }
        #expect(cells == test.cells)
    }
}

@Suite struct PolicyTests {
    @Test func hiddenVariablesAreAbsent() throws {
        let view = try cube().dataset.restricted(by: Policy(variables: ["v"]))
        #expect(view.variables.map(\.name) == ["v"])
        #expect(view.arrays.map(\.name) == ["time", "lat", "lon", "v"])
        #expect(throws: Failure.notFound(.variable, name: "secret", known: ["v"])) {
            try view.variable(named: "secret")
        }
    }

    private static let day = FixtureArray.axis(
        "time",
        (0..<3).map { Int64($0) },
        units: "days since 2000-01-01",
        attributes: [("actual_range", [0, 2]), ("valid_max", 2)]
    )

    /// A variable of which all is shown beside one of which nothing is, which has a dimension of its own.
    private static func telling() throws -> CubeFixture {
        let depth = FixtureArray.axis("depth", [1, 2], units: "m")
        let shown: [(String, JSONValue)] = [
            ("units", "K"), ("ancillary_variables", "secret other"),
            ("actual_range", [0, 99]), ("GRIB_Nx", 3),
            ("valid_max", 5),
        ]
        return try CubeFixture(
            attributes: [
                ("title", "T"), ("geospatial_lon_max", 9), ("history", "of secret"), ("license", "CC0"),
            ],
            arrays: [day, depth] + [
                FixtureArray("v", [("time", 3)], .float32, [Float(1), 2, 3], attributes: shown),
                FixtureArray("secret", [("depth", 2)], .float32, [Float(1), 2]),
            ],
            texts: []
        )
    }

    private func attributes(_ view: Dataset, of name: String) -> [String: JSONValue] {
        let array = view.arrays.first { $0.name == name }
        return Dictionary(array?.attributes.entries.map { ($0.key, $0.value) } ?? []) { first, _ in first }
    }

    @Test func attributesNameNoHiddenVariable() throws {
        let view = try Self.telling().dataset.restricted(by: Policy(variables: ["v"]))
        #expect(view.attributes.keys == ["title", "license"])
        let told = attributes(view, of: "v")
        #expect(told["ancillary_variables"] == "other")
        #expect(told["GRIB_Nx"] == 3 && told["units"] == "K")
        #expect(view.arrays.map(\.name) == ["time", "v"] && view.axes.map(\.name) == ["time"])
    }

    @Test func attributesTellNoHiddenCells() throws {
        let policy = Policy(earliest: .at(try #require(TimeText("2000-01-02"))))
        let view = try Self.telling().dataset.restricted(by: policy)
        #expect(view.attributes.keys == ["title", "license"])
        #expect(
            Set(attributes(view, of: "v").keys).subtracting(["_FillValue"])
                == ["units", "ancillary_variables", "valid_max"]
        )
        #expect(Set(attributes(view, of: "time").keys).subtracting(["_FillValue"]) == ["units"])
        #expect(CubeDescription.value(view)["variables"]?.arrayValue?.first?["shape"] == [2])
    }

    /// A date that holds for all of a variable is its time: outside the window neither is there.
    @Test(arguments: [("1999-12-31", ["early", "v"]), ("2000-01-05", [])])
    func timesOfOneValueAreTimes(_ latest: String, _ left: [String]) throws {
        let scalar = { (name: String, day: Int64) in
            FixtureArray(
                name,
                [],
                .int64,
                [day],
                attributes: [("units", "days since 2000-01-01"), ("standard_name", "time")]
            )
        }
        let field = { (name: String, time: String) in
            FixtureArray(
                name,
                [("n", 2)],
                .float32,
                [Float(1), 2],
                attributes: [("coordinates", .string(time))]
            )
        }
        let cube = try CubeFixture(arrays: [
            scalar("early", -1), scalar("late", 4), field("v", "early"), field("w", "late"),
        ])
        #expect(cube.dataset.variables.map { $0.scalars.map(\.name) } == [["early"], ["late"]])
        let view = try cube.dataset.restricted(by: Policy(latest: .at(try #require(TimeText(latest)))))
        #expect(view.arrays.map(\.name) == (left.isEmpty ? ["early", "late", "v", "w"] : left))
    }

    /// A date as the end of a window is the whole day, month or year.
    @Test(arguments: [("2000-01-02", 2), ("2000-01", 3), ("2000-01-02T00:00:00Z", 2), ("1999", 0)])
    func datesEndWithTheirLastMoment(_ text: String, _ count: Int) throws {
        let policy = Policy(latest: .at(try #require(TimeText(text))))
        let view = try Self.telling().dataset.restricted(by: policy)
        #expect(view.arrays.first { $0.name == "time" }?.shape.first ?? 0 == count)
    }

    /// What hides no data is another view all the same: documents and tags depend on it.
    @Test func anOfferIsAViewOfTheSameData() throws {
        let whole = try cube().dataset
        var limits = Limits()
        limits.pixels = 4
        let policies = [
            Policy(limits: limits), Policy(protocols: ["wms"]), Policy(formats: ["a"]),
            Policy(versions: ["a"]),
        ]
        let views = try policies.map { try whole.restricted(by: $0) }
        #expect(Set(views.map(\.identity) + [whole.identity]).count == 5)
        for view in views { #expect(zip(view.variables, whole.variables).allSatisfy { $0 === $1 }) }
        var digests: Set<String> = []
        for dataset in views + [whole] {
            var digest = ContentDigest()
            dataset.identity.add(to: &digest)
            digests.insert(digest.text)
        }
        #expect(digests.count == 5 && views[0].limits.pixels == 4)
    }

    @Test func whereNothingMayBeSeenIsNotTheWhole() throws {
        let whole = try cube().dataset
        let view = try whole.restricted(by: Policy(variables: []))
        #expect(view.variables.isEmpty)
        #expect(view.identity != whole.identity)
    }

    @Test func timesOutsideTheWindowDoNotExist() throws {
        let whole = try cube().dataset
        let policy = Policy(
            earliest: .at(try #require(TimeText("2000-01-03"))),
            latest: .at(try #require(TimeText("2000-01-05")))
        )
        let view = try whole.restricted(by: policy)
        let time = try #require(view.axes.first { $0.role == .time })
        #expect(time.extentText == "2000-01-03T00:00:00Z/2000-01-05T00:00:00Z")
        #expect(view.arrays.first { $0.name == "time" }?.shape == [3])
        #expect(view.arrays.first { $0.name == "v" }?.shape == [3, 6, 8])
        let series = try values(view, Query(variables: ["v"], place: .point(longitude: 0, latitude: 75)))
        #expect(series == [20000, 30000, 40000])
        // The day before is as unknown as the year 1066.
        let before = AxisSelector.instant(try #require(TimeText("2000-01-02")))
        #expect(throws: Failure.self) {
            try view.bind(Query(variables: ["v"], selectors: [.role(.time): before]))
        }
        #expect(view.variables.map(\.name) == ["v", "secret", "bare"])
        #expect(view.identity != whole.identity)
        #expect(try view.identity == whole.restricted(by: policy).identity)
    }

    @Test func windowsMoveWithTheClock() throws {
        let policy = Policy(earliest: .fromNow(seconds: -2 * 86_400), latest: .fromNow(seconds: 0))
        let now = try #require(TimeText("2000-01-06T12:00:00Z")?.start(in: .standard))
        let view = try cube().dataset.restricted(by: policy, now: now)
        #expect(
            view.axes.first { $0.role == .time }?.extentText == "2000-01-05T00:00:00Z/2000-01-06T00:00:00Z"
        )
        let later = try cube().dataset.restricted(by: policy, now: now + 86_400_000)
        #expect(view.identity != later.identity)
    }

    /// A box across the seam of the grid leaves two runs of columns, seen as one axis.
    @Test func placesOutsideTheBoxDoNotExist() throws {
        let whole = try cube().dataset
        let box = try #require(GeographicBox(west: -50, south: 0, east: 50, north: 60))
        let view = try whole.restricted(by: Policy(box: box))
        #expect(view.variables.map(\.name) == ["v", "secret"])
        let variable = try view.variable(named: "v")
        #expect(variable.axis(.x)?.axis.cells.centres == [315, 360, 405])
        #expect(variable.axis(.y)?.axis.cells.centres == [45, 15])
        #expect(variable.grid?.extent == GeographicExtent(west: -67.5, south: 0, east: 67.5, north: 60))
        let first = AxisSelector.instant(try #require(TimeText("2000-01-01")))
        let all = try values(view, Query(variables: ["v"], selectors: [.role(.time): first]))
        #expect(all == [107, 100, 101, 207, 200, 201])
        #expect(throws: Failure.self) { try view.bind(Query(place: .point(longitude: 90, latitude: 45))) }
        let array = try #require(view.arrays.first { $0.name == "lon" })
        let plan = try view.bind([(array, [IndexRange(0..<3)])])
        var longitudes: [Double] = []
        try plan.open(context: context).stream(part: 0, context: context) {
            longitudes += Array($0.bindMemory(to: Double.self))
        }
        #expect(longitudes == [315, 0, 45])
        #expect(throws: Failure.self) { try view.bind([(array, [IndexRange(0..<4)])]) }
    }

    @Test func picturesShowOnlyTheView() throws {
        let box = try #require(GeographicBox(west: -50, south: 0, east: 50, north: 60))
        let view = try cube().dataset.restricted(by: Policy(box: box))
        let target = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -90,
            maxX: 180,
            maxY: 90,
            width: 8,
            height: 6
        )
        let variable = try view.variable(named: "v")
        let plan = try view.bind(map: variable, selectors: [:], target: target)
        var seen: [Int32] = []
        try plan.read(context: context) { piece, cells in
            let stored = piece.bytes.bindMemory(to: Int32.self)
            for row in cells.rows where piece.rows.contains(Int(row)) {
                for column in cells.columns where piece.columns.contains(Int(column)) {
                    let offset = piece.base + (Int(row) - piece.rows.lowerBound) * piece.rowStride
                    seen.append(
                        stored[offset + (Int(column) - piece.columns.lowerBound) * piece.columnStride]
                    )
                }
            }
        }
        #expect(Set(seen) == [90107, 90100, 90101, 90207, 90200, 90201])
    }

    @Test(arguments: [
        IndexRange(start: 0, count: 7), IndexRange(start: 1, count: 3, stride: 2),
        IndexRange(start: 4, count: 1),
        IndexRange(start: 2, count: 2, stride: 4), IndexRange(start: 6, count: 1, stride: 9),
    ])
    func windowsMapPositions(range: IndexRange) {
        let window = IndexWindow(runs: [10..<14, 2..<5])
        let all = [10, 11, 12, 13, 2, 3, 4]
        let mapped = window.indices(of: range).flatMap { run in (0..<run.count).map { run[$0] } }
        #expect(mapped == (0..<range.count).map { all[range[$0]] })
        #expect((0..<7).map(window.index) == all)
    }

    @Test func costsAndLimitsAreThoseOfTheView() throws {
        var limits = Limits()
        limits.chunks = 1
        let view = try cube().dataset.restricted(by: Policy(variables: ["v"], limits: limits))
        #expect(throws: Failure.self) { try view.bind(Query(variables: ["v"])) }
    }

    /// A forecast of runs and leads under a window of times is no box of indices: it is not read by index.
    @Test func forecastsInAWindowAreNotReadByIndex() throws {
        let grid = FixtureGrid([.runs([0, 12], "hours since 2024-03-01", name: "run"), .leads([0, 12])])
        let whole = try CubeFixture(grid, [grid.numbered { Float($0 + 1) }]).dataset
        let policy = { (earliest: String) in
            Policy(earliest: TimeText("2024-03-01T\(earliest)Z").map(Policy.Moment.at))
        }
        let view = try whole.restricted(by: policy("06:00:00"))
        #expect(view.variables.map(\.name) == ["v"])
        #expect(view.arrays.map(\.name) == ["run", "step"])
        let read = { (query: Query) in
            let plan = try view.bind(query)
            let reading = try plan.open(context: context)
            return try plan.parts.indices.map { try reading.values(part: $0, context: context).doubles }
        }
        // Valid at 12 and at 24: the newer run has both. Asked by run, each is an answer of its own.
        #expect(try read(Query(variables: ["v"])) == [[3, 4]])
        let runs = AxisSelector.positions([IndexRange(0..<2)])
        #expect(try read(Query(variables: ["v"], selectors: [.name("run"): runs])) == [[2], [3, 4]])
        #expect(try read(Query(variables: ["v"], selectors: [.name("step"): .value(0)])) == [[3]])
        #expect(try whole.restricted(by: policy("23:00:00")).identity != view.identity)
        // The same box of runs and leads, another set of pairs.
        #expect(try whole.restricted(by: policy("00:30:00")).identity == view.identity)
        #expect(try whole.restricted(by: policy("00:00:00")).identity != view.identity)
        let late = try whole.restricted(by: Policy(earliest: TimeText("2024-03-03").map(Policy.Moment.at)))
        #expect(late.variables.isEmpty && late.arrays.isEmpty)
    }
}
