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

/// The faces of a cubed sphere, against the two angles that tell the cell of a place.
@Suite struct FaceGridTests {
    private static let sphere = CubedSphere(side: 12)
    private static let names = ["nf", "Ydim", "Xdim"]

    /// A dataset of two times on the sphere: `order` are the dimensions of `v`, 0 the time, then face, row and column.
    private static func cube(
        chunks: [Int] = [1, 1, 5, 12],
        order: [Int] = [0, 1, 2, 3],
        hasCorners: Bool = true,
        coordinates: String? = "lons lats",
        limits: Limits = Limits()
    ) throws -> CubeFixture {
        let all = [("time", 2)] + names.map { ($0, $0 == "nf" ? 6 : sphere.side) }
        let dimensions = order.map { all[$0] }
        let count = dimensions.reduce(1) { $0 * $1.1 }
        let values = (0..<count).map { number -> Float in
            var (rest, indices) = (number, [0, 0, 0, 0])
            for (place, dimension) in order.enumerated().reversed() {
                indices[dimension] = rest % dimensions[place].1
                rest /= dimensions[place].1
            }
            let cell = CubedSphere.Cell(face: indices[1], row: indices[2], column: indices[3])
            return CubedSphere.value(cell) + Float(100_000 * indices[0])
        }
        // Nominal, as GEOS writes them: they are no places.
        let lines = ["Ydim", "Xdim"].map { name in
            FixtureArray.axis(
                name,
                (0..<sphere.side).map { Double($0) },
                units: name == "Ydim" ? "degrees_north" : "degrees_east"
            )
        }
        let corners =
            hasCorners ? sphere.coordinates(["nf", "YCdim", "XCdim"], areCorners: true) : []
        let attributes = coordinates.map { [("coordinates", JSONValue($0))] } ?? []
        return try CubeFixture(
            arrays: [FixtureArray.times([0.0, 6], "hours since 2020-01-01")] + lines
                + sphere.coordinates(names) + corners + [
                    FixtureArray(
                        "v",
                        dimensions,
                        .float32,
                        values,
                        attributes: attributes,
                        chunkShape: order.map { chunks[$0] }
                    )
                ],
            limits: limits
        )
    }

    private static func places(_ count: Int) -> [GeographicPoint] {
        var random = SplitMix(state: 14)
        return (0..<count).map { _ in
            GeographicPoint(
                longitude: Double.random(in: -180...180, using: &random),
                latitude: Double.random(in: -90...90, using: &random)
            )
        }
    }

    private static func value(_ cube: CubeFixture, at place: GeographicPoint) throws -> Double? {
        let query = Query(
            variables: ["v"],
            selectors: [.role(.time): .positions([IndexRange(start: 1, count: 1)])],
            place: .point(longitude: place.longitude, latitude: place.latitude)
        )
        let plan = try cube.dataset.bind(query, context: context)
        return try plan.open(context: context).values(part: 0, context: context).doubles.first
    }

    @Test(
        arguments: [
            ([1, 1, 5, 12], [0, 1, 2, 3]), ([2, 6, 12, 12], [0, 1, 2, 3]), ([1, 4, 5, 7], [0, 1, 2, 3]),
            ([1, 2, 5, 7], [1, 0, 2, 3]), ([1, 2, 12, 7], [3, 2, 1, 0]), ([1, 1, 4, 4], [2, 0, 3, 1]),
        ]
    )
    func everyPlaceHasTheCellThatHoldsIt(chunks: [Int], order: [Int]) throws {
        let cube = try Self.cube(chunks: chunks, order: order)
        #expect(cube.dataset.findings.filter { $0.problem == .curvilinear } == [])
        let variable = try cube.dataset.variable(named: "v")
        let grid = try #require(variable.grid)
        #expect(grid.kind == "curvilinear" && grid.rowCount == 72 && grid.columnCount == 12)
        for (number, place) in Self.places(2000).enumerated() {
            let (expected, margin) = Self.sphere.cell(at: place)
            guard margin > 1e-6 else { continue }
            let cell = grid.cell(containing: place)
            #expect(
                cell == GridCell(column: expected.column, row: 12 * expected.face + expected.row),
                "\(place)"
            )
            guard number % 40 == 0 else { continue }
            #expect(try Self.value(cube, at: place) == Double(CubedSphere.value(expected) + 100_000))
        }
    }

    /// Without corners the nearest centre answers, and there is no place without a cell.
    @Test func withoutCornersTheNearestCentreAnswers() throws {
        let cube = try Self.cube(hasCorners: false)
        let grid = try #require(cube.dataset.variable(named: "v").grid)
        let centres = (0..<6).flatMap { face in
            (0..<12).flatMap { row in
                (0..<12).map { Self.sphere.place(face, row: Double(row) + 0.5, column: Double($0) + 0.5) }
            }
        }
        for place in Self.places(2000) {
            let distances = centres.map { UnitVector($0).squaredChord(to: UnitVector(place)) }
            let sorted = distances.indices.sorted { distances[$0] < distances[$1] }
            guard distances[sorted[1]] - distances[sorted[0]] > 1e-9 else { continue }
            let cell = grid.cell(containing: place)
            #expect(cell.map { $0.row * 12 + $0.column } == sorted[0], "\(place)")
        }
    }

    /// No hole at the sides of faces, at the poles and where longitudes begin anew.
    @Test(arguments: [true, false], [[1, 1, 5, 12], [2, 6, 12, 12]])
    func picturesHaveNoHoles(isMercator: Bool, chunks: [Int]) throws {
        let cube = try Self.cube(chunks: chunks)
        let edge = isMercator ? 20_037_508.342789244 : 180
        let target = RasterTarget(
            system: isMercator ? .webMercator : .geographic,
            minX: -edge,
            minY: isMercator ? -edge : -90,
            maxX: edge,
            maxY: isMercator ? edge : 90,
            width: 90,
            height: 60
        )
        let variable = try cube.dataset.variable(named: "v")
        let plan = try cube.dataset.bind(
            map: variable,
            selectors: [.role(.time): .positions([IndexRange(start: 0, count: 1)])],
            target: target
        )
        var pixels = [Float](repeating: -1, count: 5400)
        try plan.read(context: context) { window, cells in
            for pixel in pixels.indices {
                let (row, column) = (Int(cells.rows[pixel]), Int(cells.columns[pixel]))
                guard window.rows.contains(row), window.columns.contains(column) else { continue }
                let element =
                    window.base + (row - window.rows.lowerBound) * window.rowStride
                    + (column - window.columns.lowerBound) * window.columnStride
                pixels[pixel] = window.bytes.bindMemory(to: Float.self)[element]
            }
        }
        let grid = try #require(variable.grid)
        for pixel in pixels.indices {
            let cell = grid.cell(under: target, column: pixel % 90, row: pixel / 90)
            let found = cell.map {
                CubedSphere.value(CubedSphere.Cell(face: $0.row / 12, row: $0.row % 12, column: $0.column))
            }
            #expect(pixels[pixel] == found, "pixel \(pixel)")
            guard !isMercator else { continue }
            let place = GeographicPoint(
                longitude: -180 + 4 * (Double(pixel % 90) + 0.5),
                latitude: 90 - 3 * (Double(pixel / 90) + 0.5)
            )
            let (expected, margin) = Self.sphere.cell(at: place)
            #expect(margin < 1e-6 || pixels[pixel] == CubedSphere.value(expected), "pixel \(pixel)")
        }
    }

    /// One face's middle needs that face alone, whether chunks hold one face or all.
    @Test(arguments: [([1, 1, 5, 12], 2), ([1, 3, 12, 12], 1), ([2, 6, 12, 12], 1)])
    func onlyChunksOfFacesThatAreMeantAreRead(chunks: [Int], read: Int) throws {
        let cube = try Self.cube(chunks: chunks)
        let box = try #require(GeographicBox(west: 60, south: -30, east: 120, north: 30))
        let query = Query(
            variables: ["v"],
            selectors: [.role(.time): .positions([IndexRange(start: 0, count: 1)])],
            place: .box(box),
            form: .coverages
        )
        let plan = try cube.dataset.bind(query, context: context)
        let values = try plan.open(context: context).values(part: 0, context: context).doubles
        #expect(cube.chunks["v"]?.chunksRead == read)
        #expect(Set(values.filter(\.isFinite).map { Int($0) / 10_000 }) == [1])
        let part = try #require(plan.parts.first)
        let inside = try #require(part.placed?.inside)
        let meant = (0..<12).flatMap { row in (0..<12).map { (row, $0) } }.filter { row, column in
            let centre = Self.sphere.place(1, row: Double(row) + 0.5, column: Double(column) + 0.5)
            return (60...120).contains(centre.longitude) && (-30...30).contains(centre.latitude)
        }
        #expect(inside.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } } == meant.count)
    }

    /// What a policy's box hides is hidden by place and by index, whose dimensions stay what they are.
    @Test(arguments: [[1, 1, 5, 12], [2, 6, 12, 12]])
    func aPolicysBoxHidesCellsOfFaces(chunks: [Int]) throws {
        let box = try #require(GeographicBox(west: 20, south: 0, east: 100, north: 60))
        let cube = try Self.cube(chunks: chunks).restricted(by: Policy(box: box))
        for place in Self.places(600) {
            let (cell, margin) = Self.sphere.cell(at: place)
            guard margin > 1e-6 else { continue }
            let centre = Self.sphere.place(
                cell.face,
                row: Double(cell.row) + 0.5,
                column: Double(cell.column) + 0.5
            )
            let isLeft = (20...100).contains(centre.longitude) && (0...60).contains(centre.latitude)
            guard isLeft else {
                #expect(throws: Failure.self) { try Self.value(cube, at: place) }
                continue
            }
            #expect(try Self.value(cube, at: place) == Double(CubedSphere.value(cell) + 100_000))
        }
        for name in ["v", "lons"] {
            let array = try #require(cube.dataset.arrays.first { $0.name == name })
            #expect(array.dimensions.map(\.name).suffix(3) == Self.names[...], "\(name)")
            let whole = array.shape.map { IndexRange(0..<$0) }
            let plan = try cube.dataset.bind([(array, whole)])
            let found = try plan.open(context: context).values(part: 0, context: context).doubles
            let sizes = array.shape.suffix(3).map { $0 }
            let first = try #require(array.windows.last.map { $0?.index(of: 0) ?? 0 })
            for (number, value) in found.enumerated() where name == "v" {
                let (row, column) = (number / sizes[2] % sizes[1], number % sizes[2] + first)
                let face = number / (sizes[1] * sizes[2]) % 6
                let centre = Self.sphere.place(face, row: Double(row) + 0.5, column: Double(column) + 0.5)
                let isLeft = (20...100).contains(centre.longitude) && (0...60).contains(centre.latitude)
                #expect(value.isFinite == isLeft)
            }
            #expect(found.contains { $0.isFinite } && found.contains { $0.isNaN })
        }
    }

    /// By index an array keeps its dimensions.
    @Test func byIndexNothingChanges() throws {
        let cube = try Self.cube()
        let array = try #require(cube.dataset.arrays.first { $0.name == "v" })
        #expect(array.dimensions.map(\.name) == ["time"] + Self.names)
        let ranges = [1, 4, 3, 7].map { IndexRange(start: $0, count: 1) }
        let plan = try cube.dataset.bind([(array, ranges)])
        let found = try plan.open(context: context).values(part: 0, context: context).doubles
        #expect(found == [140_307])
    }

    /// A chunk of several faces is decoded whole for each of them, as far as a plan can tell.
    @Test(arguments: [([1, 1, 12, 12], 576), ([1, 3, 12, 12], 1728), ([2, 6, 12, 12], 6912)])
    func chunksOfSeveralFacesCountWhole(chunks: [Int], bytes: Int) throws {
        let query = Query(
            variables: ["v"],
            selectors: [.role(.time): .positions([IndexRange(start: 0, count: 1)])],
            place: .point(longitude: 90, latitude: 1)
        )
        let plan = try Self.cube(chunks: chunks).dataset.bind(query, context: context)
        #expect(plan.cost.chunks == 1 && plan.cost.decodedBytes == bytes)
    }

    @Test(arguments: [nil, "lats lons", "lons lats nothing"])
    func facesAreFound(coordinates: String?) throws {
        let variable = try Self.cube(coordinates: coordinates).dataset.variable(named: "v")
        // Six faces need no list, where nothing else says where cells are.
        #expect(variable.grid?.kind == (coordinates == nil ? "rectilinear" : "curvilinear"))
    }

    /// Levels of the atmosphere over faces, whose surface has a pressure in every cell.
    @Test func levelsOverFacesHavePressures() throws {
        let sigma = FixtureArray.axis(
            "lev",
            [0.2, 0.6, 1],
            attributes: [
                ("standard_name", "atmosphere_sigma_coordinate"), ("formula_terms", "sigma: lev ps: ps"),
            ]
        )
        let dimensions = [("nf", 6), ("Ydim", 12), ("Xdim", 12)]
        let pressures = (0..<864).map { 500 + Double($0) / 2 }
        let cube = try CubeFixture(
            arrays: [sigma] + Self.sphere.coordinates(Self.names) + [
                FixtureArray("ps", dimensions, .float64, pressures, attributes: [("units", "hPa")]),
                FixtureArray(
                    "t",
                    [("lev", 3)] + dimensions,
                    .float32,
                    (0..<2592).map { Float($0) },
                    attributes: [("coordinates", "lons lats")]
                ),
            ]
        )
        let place = Self.sphere.place(4, row: 7.5, column: 2.5)
        let query = Query(
            variables: ["t"],
            place: .point(longitude: place.longitude, latitude: place.latitude),
            form: .coverages,
            vertical: .pressure
        )
        let plan = try cube.dataset.bind(query, context: context)
        let ps = pressures[(4 * 12 + 7) * 12 + 2]
        #expect(plan.parts.first?.levels.map { Array($0.cells.centres) } == [0.2 * ps, 0.6 * ps, ps])
    }

    /// A limit that holds for all cells, faces that are too many, and places that are none.
    @Test func hostileFacesAreBounded() throws {
        var limits = Limits()
        limits.coordinateBytes = 10_000
        #expect(try Self.cube(limits: limits).dataset.variable(named: "v").grid == nil)
        let dimensions = [("nf", 1000), ("Ydim", 2), ("Xdim", 2)]
        let many = ["lons", "lats"].map { name in
            FixtureArray(
                name,
                dimensions,
                .float64,
                (0..<4000).map { Double($0 % 90) },
                attributes: [("units", name == "lons" ? "degrees_east" : "degrees_north")]
            )
        }
        let field = FixtureArray(
            "v",
            dimensions,
            .float32,
            [Float](repeating: 0, count: 4000),
            attributes: [("coordinates", "lons lats")]
        )
        let dataset = try CubeFixture(arrays: many + [field]).dataset
        #expect(try dataset.variable(named: "v").grid == nil)
        #expect(dataset.findings.contains(Finding(subject: "v", problem: .curvilinear)))
    }
}
