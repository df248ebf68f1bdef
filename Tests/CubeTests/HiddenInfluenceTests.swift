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

/// What a box hides has no influence: of two stores that differ in hidden cells alone nobody who sees the box can tell which
/// it is.
@Suite struct HiddenInfluenceTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let box: GeographicBox
        let store: OddStore
        /// The same with other values, places and names where the box hides them.
        let other: OddStore

        init(_ description: String, _ edges: [Double], _ store: OddStore, _ change: (inout OddStore) -> Void)
        {
            testDescription = description
            guard let box = GeographicBox(west: edges[0], south: edges[1], east: edges[2], north: edges[3])
            else {
                preconditionFailure("no box")
            }
            (self.box, self.store) = (box, store)
            var other = store
            change(&other)
            self.other = other
        }
    }

    /// Numbers of an array at some positions, moved.
    private static func moved(
        _ store: inout OddStore,
        _ array: String,
        by distance: Double,
        where isHidden: (Int) -> Bool
    ) {
        guard let numbers = store.arrays.first(where: { $0.name == array })?.numbers else { return }
        store.write(
            array,
            numbers.enumerated().map { isHidden($0.offset) ? $0.element + distance : $0.element }
        )
    }

    private static func number(_ store: OddStore, _ array: String, _ position: Int) -> Double {
        store.arrays.first { $0.name == array }?.numbers[position] ?? .nan
    }

    // The hidden rows of a leaning grid are those in the north; a row between is hidden, and stays.
    private static let curvilinear = Pair("two-dimensional places", [0, 35, 30, 42.4], .curvilinear(rows: 8))
    { store in
        let hidden = { (cell: Int) in cell >= 30 }
        moved(&store, "lon", by: -23, where: hidden)
        moved(&store, "lat", by: 9, where: hidden)
        moved(&store, "v", by: 10_000) { cell in Self.number(.curvilinear(rows: 8), "lat", cell) > 42.4 }
    }

    private static let corners = Pair(
        "stated corners",
        [0, 35, 30, 42.4],
        .curvilinear(rows: 8, hasCorners: true)
    ) { store in
        for (array, distance) in [("lon", -23.0), ("lat", 9)] {
            moved(&store, array, by: distance) { $0 >= 30 }
            moved(&store, array + "_bnds", by: distance) { $0 >= 120 }
        }
        moved(&store, "v", by: 10_000) { $0 >= 30 }
    }

    private static let mesh = Pair("faces of a mesh", [177, -2, 183, 0.2], .mesh(hasCentres: true)) { store in
        // The nodes of the upper row belong to hidden faces alone.
        moved(&store, "node_y", by: 5) { $0 >= 15 }
        moved(&store, "face_y", by: 2) { Self.number(.mesh(hasCentres: true), "face_y", $0) > 1 }
        moved(&store, "v", by: 10_000) { Self.number(.mesh(hasCentres: true), "face_y", $0) > 0.2 }
    }

    private static let nodes = Pair("nodes of a mesh", [177, -2, 183, 0.2], .mesh("node")) { store in
        moved(&store, "node_y", by: 5) { $0 >= 15 }
        moved(&store, "node_x", by: -60) { $0 >= 15 }
        moved(&store, "v", by: 10_000) { $0 >= 10 }
    }

    private static let points = Pair("points", [-180, 0, 180, 90], .points()) { store in
        moved(&store, "lat", by: -20) {
            Self.number(.points(), "lat", $0) < -30 && Self.number(.points(), "lat", $0) > -60
        }
        moved(&store, "v", by: 10_000) { Self.number(.points(), "lat", $0) < 0 }
    }

    private static let pixels = Pair(
        "a list of pixels",
        [-180, 20, 180, 90],
        .healpix(level: 2, isListed: true)
    ) { store in
        // Other pixels around the south pole.
        moved(&store, "cell", by: 1) { Self.number(.healpix(level: 2, isListed: true), "cell", $0) >= 128 }
        moved(&store, "v", by: 10_000) { Self.number(.healpix(level: 2, isListed: true), "cell", $0) >= 128 }
    }

    private static let gathered = Pair("gathered cells", [90, -15, 160, 5], .gathered()) { store in
        store.put("land", [4: 11, 5: 17])
        store.put("v", [4: 444, 5: 555])
    }

    private static let stations = Pair("stations in runs", [0, 0, 25, 2.5], .contiguous()) { store in
        store.put("lon", [2: 77, 3: 99])
        store.put("lat", [3: -33])
        store.put("time", [2: 50, 3: 60, 4: 61, 5: 1000])
        store.put("v", [2: 222, 3: 333, 5: 555])
        store.texts = [
            FixtureTexts(
                "name",
                along: "station",
                ["s0", "s1", "x2", "x3"],
                attributes: [("cf_role", "timeseries_id")]
            )
        ]
    }

    private static let rows = Pair("stations in rows", [0, 0, 25, 2.5], .orthogonal()) { store in
        store.put("lon", [2: 77, 3: 99])
        store.put("v", [6: 66, 7: 77, 11: 111])
        store.texts = [
            FixtureTexts(
                "name",
                along: "station",
                ["s0", "s1", "x2", "x3"],
                attributes: [("cf_role", "timeseries_id")]
            )
        ]
    }

    private static let levels = Pair("levels over the ground", [-1, 59.5, 5, 62], .ocean()) { store in
        // The southern row is hidden.
        moved(&store, "h", by: 1000) { $0 >= 3 }
        moved(&store, "zeta", by: 5) { $0 % 6 >= 3 }
        moved(&store, "v", by: 10_000) { $0 % 6 >= 3 }
    }

    private static let disk = Pair("a satellite's disk", [-30, 10, 60, 60], .geostationary()) { store in
        let grid = (try? OddStore.geostationary().dataset())?.variables.first { $0.name == "v" }?.grid
        moved(&store, "v", by: 10_000) { cell in
            let centre = grid?.centre(of: GridCell(column: cell % 9, row: cell / 9))
            return centre.map {
                !($0.latitude >= 10 && $0.latitude <= 60 && $0.longitude >= -30 && $0.longitude <= 60)
            } ?? true
        }
    }

    static let pairs = [
        curvilinear, corners, mesh, nodes, points, pixels, gathered, stations, rows, levels, disk,
    ]

    @Test(arguments: pairs) func nothingHiddenShows(_ pair: Pair) throws {
        let policy = Policy(box: pair.box)
        let (one, other) = (try pair.store.dataset(), try pair.other.dataset())
        // The two differ for whoever sees all of them.
        #expect(try ViewTraces(one).traces != ViewTraces(other).traces)
        let (view, second) = (
            try ViewTraces(one.restricted(by: policy)), try ViewTraces(other.restricted(by: policy))
        )
        #expect(!view.traces.isEmpty)
        #expect(Set(view.traces).symmetricDifference(second.traces).sorted() == [])
    }

    /// A variable that is on the same cells by another grid leaves them as they are, and nothing between those that are left.
    @Test(arguments: [("face", 2), ("node", 2)])
    func gridsThatLeaveTheSameOfADimensionOpenNothing(_ location: String, _ left: Int) throws {
        var fixture = MeshFixture()
        fixture.location = location
        fixture.centres = ([175, 175, -175, -175, -175], [-5, 5, -6, -3, 5])
        // Of the nodes the last and the one of the first line that lies as far north.
        fixture.nodeLatitudes = [-10, -10, -10, 0, 5, 0, 3, 3, 10]
        let count = location == "face" ? 5 : 9
        let places: JSONValue = location == "face" ? "face_y face_x" : "node_y node_x"
        let box = try #require(GeographicBox(west: 165, south: 4, east: -165, north: 12))
        for other in [[], [("coordinates", places)]] {
            fixture.others = [
                MeshFixture.numbers(
                    "area",
                    [(location, count)],
                    .float64,
                    (0..<count).map(Double.init),
                    attributes: other
                )
            ]
            let view = try fixture.dataset().restricted(by: Policy(box: box))
            let shapes = view.arrays.filter { $0.dimensions.contains { $0.name == location } }.map(\.shape)
            #expect(Set(shapes) == [[left]])
            #expect(view.variables.map(\.name).contains("v"))
        }
    }

    /// A formula that takes a variable nobody is to know of is told neither with it nor by its other terms.
    @Test func formulasDoNotNameWhatIsHidden() throws {
        let view = try OddStore.ocean().dataset().restricted(by: Policy(variables: ["v"]))
        #expect(view.variables.map(\.name) == ["v"])
        #expect(try ViewTraces(view).traces.filter { $0.contains("zeta") } == [])
        #expect(view.variables.flatMap(\.axes).flatMap(\.meaning.formulas).isEmpty)
    }

    /// Tables of nodes count those that are hidden too: they are not shown.
    @Test(arguments: [
        OddStore.mesh(), .mesh(hasCentres: true), .mesh("node"), .fvcom(), .contiguous(), .indexed(),
        .soundings(),
    ])
    func tablesAreHidden(_ store: OddStore) throws {
        let box = try #require(GeographicBox(west: 0, south: -2, east: 182, north: 1.2))
        let view = try store.dataset().restricted(by: Policy(box: box))
        let tables: Set<String> = ["face_nodes", "edge_nodes", "nv", "row_size", "owner"]
        #expect(view.variables.map(\.name) == ["v"])
        #expect(view.arrays.map(\.name).filter(tables.contains) == [])
    }
}

/// All that a view tells, as lines of text.
struct ViewTraces {
    private(set) var traces: [String] = []

    init(_ view: Dataset) throws {
        traces.append(String(decoding: CubeDescription.value(view).bytes, as: UTF8.self))
        for finding in view.findings { traces.append("\(finding)") }
        for array in view.arrays + view.inherited { try add(array, view) }
        for variable in view.variables { try add(variable, view) }
        for set in view.features { add(set) }
    }

    private mutating func add(_ array: StoredVariable, _ view: Dataset) throws {
        traces.append("\(array.name) \(array.shape) \(array.attributes.entries)")
        guard !array.shape.contains(0) else { return }
        let plan = try view.bind([(array, array.shape.map { IndexRange(0..<$0) })])
        var bytes: [UInt8] = []
        try plan.open(context: context).stream(part: 0, context: context) { bytes += Array($0) }
        traces.append("\(array.name) \(bytes)")
    }

    private mutating func add(_ variable: Variable, _ view: Dataset) throws {
        guard let grid = variable.grid else { return }
        traces.append("\(variable.name) \(grid.kind) \(grid.rowCount) \(grid.columnCount) \(grid.extent)")
        let centres = GridProbe.centres(of: grid).sorted { $0.key < $1.key }
        traces.append("\(variable.name) \(centres)")
        for centre in centres.map(\.value) {
            let place = Place.point(longitude: centre.longitude, latitude: centre.latitude)
            var query = Query(variables: [variable.name], others: .byDefault, place: place, form: .coverages)
            try add(query, view)
            query.vertical = .height
            query.others = .all
            try add(query, view)
        }
        for box in GridProbe.boxes(around: centres.map(\.value)) {
            try add(
                Query(variables: [variable.name], others: .byDefault, place: .box(box), form: .coverages),
                view
            )
        }
    }

    private mutating func add(_ query: Query, _ view: Dataset) throws {
        do {
            let plan = try view.bind(query, context: context)
            let reading = try plan.open(context: context)
            for part in plan.parts.indices {
                let values = try reading.values(part: part, context: context)
                let levels = plan.parts[part].levels.map { Array($0.cells.centres) }
                traces.append("\(query.place) \(values.doubles) \(values.missing) \(levels ?? [])")
            }
        } catch let failure as Failure {
            traces.append("\(query.place) \(failure)")
        }
    }

    private mutating func add(_ set: FeatureSet) {
        traces.append(
            "\(set.type) \(set.count) \(set.sampleCount) \(String(describing: set.extent)) \(set.names)"
        )
        for feature in 0..<set.count {
            traces.append(
                "\(set.id(of: feature)) \(String(describing: set.place(of: feature))) \(set.sampleCount(of: feature))"
            )
            traces.append("\(String(describing: set.times?.texts(of: feature)))")
        }
    }
}
