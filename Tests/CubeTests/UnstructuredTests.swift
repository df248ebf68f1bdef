import Execution
import Failures
import Foundation
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// Cells that are a list of centres: the nearest answers, up to 0.75 of the distance of its sixth nearest neighbour.
@Suite struct UnstructuredTests {
    private static var bounds: PlacingBounds {
        PlacingBounds(limits: Limits(), context: .background(seconds: 60))
    }

    /// An octahedral grid of 2 · `half` lines, its latitudes evenly spread.
    private static func octahedral(_ half: Int) -> (
        latitudes: [Double], points: [Int], places: [GeographicPoint]
    ) {
        let latitudes = (0..<2 * half).map { 90 - (Double($0) + 0.5) * 90 / Double(half) }
        let points = (0..<2 * half).map { 20 + 4 * min($0, 2 * half - 1 - $0) }
        let places = zip(latitudes, points).flatMap { latitude, count in
            (0..<count).map {
                GeographicPoint(longitude: 360 * Double($0) / Double(count), latitude: latitude)
            }
        }
        return (latitudes, points, places)
    }

    private static func array(
        _ name: String,
        _ dimension: String,
        _ values: [Double],
        _ attributes: [(String, JSONValue)] = []
    ) -> FixtureArray {
        FixtureArray(name, [(dimension, values.count)], .float64, values, attributes: attributes)
    }

    private static func variable(_ dimension: String, _ count: Int, _ attributes: [(String, JSONValue)])
        -> FixtureArray
    {
        FixtureArray(
            "v",
            [("time", 2), (dimension, count)],
            .float32,
            (0..<2 * count).map { Float($0) },
            attributes: attributes
        )
    }

    private static let times = FixtureArray.times([0.0, 1], "days since 2000-01-01")

    private static func listed(
        _ places: [GeographicPoint],
        variable attributes: [(String, JSONValue)] = [("coordinates", "lon lat")],
        group: [(String, JSONValue)] = [],
        others: [FixtureArray] = [],
        limits: Limits = Limits()
    ) throws -> Dataset {
        let arrays = [
            variable("ncol", places.count, attributes),
            array("lon", "ncol", places.map(\.longitude), [("units", "degrees_east")]),
            array("lat", "ncol", places.map(\.latitude), [("units", "degrees_north")]), times,
        ]
        return try CubeFixture(attributes: group, arrays: arrays + others, limits: limits).dataset
    }

    private static func grid(_ dataset: Dataset) -> (any Grid)? {
        dataset.variables.first { $0.name == "v" }?.grid
    }

    /// Which of some places answers, worked out by looking at all of them, and how far inside its reach that is.
    private static func answer(_ place: GeographicPoint, _ places: [GeographicPoint]) -> (
        Int?, margin: Double
    ) {
        let vector = UnitVector(place)
        let distances = places.map { UnitVector($0).angle(to: vector) }
        guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }) else {
            return (nil, 1)
        }
        let centre = UnitVector(places[nearest])
        let others = places.map { UnitVector($0).angle(to: centre) }.filter { $0 > 1e-6 }.sorted()
        let reach = 0.75 * others[min(5, others.count - 1)]
        let next = distances.enumerated().filter { $0.offset != nearest }.map(\.element).min() ?? .infinity
        let margin = min(abs(distances[nearest] - reach), next - distances[nearest])
        return (distances[nearest] <= reach ? nearest : nil, margin)
    }

    @Test func theNearestAnswersUpToItsReach() throws {
        // A part of the sphere, so that some places are too far from all.
        let places = Self.octahedral(12).places.filter { $0.latitude > -50 && $0.longitude < 200 }
        let grid = try #require(Self.grid(try Self.listed(places)))
        var random = SplitMix(state: 7)
        var (found, missed) = (0, 0)
        for _ in 0..<3000 {
            let place = GeographicPoint(
                longitude: Double.random(in: -400...400, using: &random),
                latitude: Double.random(in: -90...90, using: &random)
            )
            let (expected, margin) = Self.answer(place, places)
            guard margin > 1e-6 else { continue }
            #expect(grid.cell(containing: place)?.column == expected, "\(place)")
            if expected == nil { missed += 1 } else { found += 1 }
        }
        #expect(found > 1000 && missed > 500)
        for (index, place) in places.enumerated() {
            #expect(grid.cell(containing: place) == GridCell(column: index, row: 0))
        }
    }

    @Test func boxesAndPictures() throws {
        let places = Self.octahedral(10).places
        let grid = try #require(Self.grid(try Self.listed(places)))
        let box = try #require(GeographicBox(west: 170, south: -30, east: -150, north: 40))
        let cells = try #require(try grid.cells(in: .box(box), within: Self.bounds))
        let found = cells.columns.flatMap { range in (0..<range.count).map { range[$0] } }
        let expected = places.indices.filter {
            abs(places[$0].latitude - 5) <= 35 && (170...210).contains(places[$0].longitude)
        }
        #expect(found == expected && !found.isEmpty)
        let target = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -90,
            maxX: 180,
            maxY: 90,
            width: 36,
            height: 18
        )
        let map = grid.cells(under: target)
        for row in 0..<18 {
            for column in 0..<36 {
                let place = GeographicPoint(
                    longitude: target.longitude(ofColumn: column),
                    latitude: target.latitude(ofRow: row)
                )
                let (expected, margin) = Self.answer(place, places)
                guard margin > 1e-6 else { continue }
                #expect(Int(map.columns[row * 36 + column]) == expected ?? -1, "\(place)")
            }
        }
        #expect(grid.extent.east - grid.extent.west > 330 && grid.extent.north > 80)
    }

    /// The grid mapping alone says where the points are, those of a list too.
    @Test(
        arguments: [
            [("grid_subtype", "octahedral"), ("points_per_latitude", "pl")], [("grid_subtype", "OCTAHEDRAL")],
            [("points_per_latitude", "pl")], [("accumulated_points_per_latitude", "sums")],
        ] as [[(String, JSONValue)]]
    )
    func reducedGaussianGrids(attributes: [(String, JSONValue)]) throws {
        let (latitudes, points, places) = Self.octahedral(8)
        var sum = 0
        let sums = points.map { points in
            sum += points
            return Double(sum)
        }
        let mapping = FixtureArray.mapping(
            [("grid_mapping_name", "reduced_gaussian"), ("latitude_dimension", "lines")] + attributes
        )
        let lines = [
            Self.array("lines", "lines", latitudes, [("units", "degrees_north")]),
            Self.array("pl", "lines", points.map { Double($0) }), Self.array("sums", "lines", sums),
        ]
        let whole = try CubeFixture(
            arrays: [Self.variable("point", places.count, [("grid_mapping", "crs")]), Self.times, mapping]
                + lines
        ).dataset
        let part = [300, 301, 302, 17, 5, places.count - 1]
        let list = FixtureArray(
            "index",
            [("index", part.count)],
            .int32,
            part.map { Int32($0) },
            attributes: [("standard_name", "reduced_gaussian_index")]
        )
        let some = try CubeFixture(
            arrays: [
                Self.variable("index", part.count, [("grid_mapping", "crs")]), Self.times, mapping, list,
            ] + lines
        ).dataset
        for (dataset, indices) in [(whole, Array(places.indices)), (some, part)] {
            let grid = try #require(Self.grid(dataset))
            #expect(grid.kind == "points")
            for (position, index) in indices.enumerated() {
                let centre = try #require(grid.centre(of: GridCell(column: position, row: 0)))
                #expect(abs(centre.latitude - places[index].latitude) < 1e-9)
                let away = (centre.longitude - places[index].longitude).remainder(dividingBy: 360)
                #expect(abs(away) < 1e-9)
            }
        }
        #expect(
            !whole.variables.contains { ["pl"].contains($0.name) && attributes.contains { $0.1 == "pl" } }
        )
    }

    private struct Fault: CustomTestStringConvertible {
        let testDescription: String
        var latitudes: [Double] = [60, 0, -60]
        var points: [Double] = [4, 6, 4]
        var cells = 14
        var attributes: [(String, JSONValue)] = [("points_per_latitude", "pl")]
        var problem: MetadataProblem? = .unusableLines(attribute: "points_per_latitude")
    }

    @Test(arguments: [
        Fault(testDescription: "a line without points", points: [4, 0, 4], cells: 8),
        Fault(testDescription: "a negative number", points: [4, -6, 4], cells: 14),
        Fault(testDescription: "a fraction", points: [4, 6.5, 4], cells: 14),
        Fault(testDescription: "no number", points: [4, .nan, 4], cells: 14),
        Fault(testDescription: "beyond all", points: [1e300, 6, 4], cells: 14),
        Fault(testDescription: "more than 32 bits", points: [2e9, 2e9, 4], cells: 14),
        Fault(testDescription: "latitudes beyond poles", latitudes: [100, 0, -60]),
        Fault(testDescription: "latitudes that are none", latitudes: [.nan, 0, -60]),
        Fault(testDescription: "another number of cells", cells: 13, problem: nil),
        Fault(testDescription: "an odd octahedral", attributes: [("grid_subtype", "octahedral")]),
        Fault(testDescription: "no points", attributes: []),
        Fault(testDescription: "points nowhere", attributes: [("points_per_latitude", "nothing")]),
        Fault(
            testDescription: "sums that fall",
            points: [4, 3, 14],
            attributes: [("accumulated_points_per_latitude", "pl")],
            problem: .unusableLines(attribute: "accumulated_points_per_latitude")
        ),
        Fault(
            testDescription: "a meridian that is none",
            attributes: [("points_per_latitude", "pl"), ("longitude_of_first_meridian", 1e30)]
        ),
    ])
    private func linesThatAreNone(_ fault: Fault) throws {
        let mapping = FixtureArray.mapping(
            [("grid_mapping_name", "reduced_gaussian"), ("latitude_dimension", "lines")] + fault.attributes
        )
        let dataset = try CubeFixture(
            arrays: [
                Self.variable("point", fault.cells, [("grid_mapping", "crs")]), Self.times, mapping,
                Self.array("lines", "lines", fault.latitudes), Self.array("pl", "lines", fault.points),
            ]
        ).dataset
        #expect(Self.grid(dataset) == nil)
        #expect(dataset.variables.contains { $0.name == "v" })
        if let problem = fault.problem { #expect(dataset.findings.map(\.problem).contains(problem)) }
        for finding in dataset.findings { #expect(!finding.text.isEmpty && !finding.problem.remedy.isEmpty) }
    }

    /// Places of what is measured are no cells.
    @Test func samplesAreNoCells() throws {
        let places = Array(Self.octahedral(4).places.prefix(30))
        let hours = Self.array(
            "when",
            "ncol",
            (0..<30).map { Double($0) },
            [("units", "hours since 2000-01-01")]
        )
        let heights = Self.array(
            "height",
            "ncol",
            (0..<30).map { Double($0) },
            [
                ("units", "m"), ("standard_name", "height"), ("positive", "up"),
            ]
        )
        let numbers = Self.array(
            "station",
            "ncol",
            (0..<30).map { Double($0) },
            [("cf_role", "timeseries_id")]
        )
        let samples = [
            try Self.listed(places, group: [("featureType", "timeSeries")]),
            try Self.listed(places, variable: [("coordinates", "when lon lat")], others: [hours]),
            try Self.listed(places, variable: [("coordinates", "lon lat height")], others: [heights]),
            try Self.listed(places, others: [numbers]),
        ]
        for dataset in samples {
            #expect(!(Self.grid(dataset) is MeshGrid))
            #expect(dataset.features.map(\.variables) == [["v"]])
        }
        let cells = try Self.listed(places, variable: [])
        #expect(Self.grid(cells) is MeshGrid && cells.features.isEmpty)
    }

    @Test func strangeCoordinates() throws {
        let none = [GeographicPoint](repeating: GeographicPoint(longitude: .nan, latitude: .nan), count: 20)
        let nowhere = try Self.listed(none)
        #expect(Self.grid(nowhere) == nil && nowhere.findings.map(\.problem).contains(.notDegrees))
        let beyond = none.map { _ in GeographicPoint(longitude: 1e30, latitude: 1e30) }
        #expect(Self.grid(try Self.listed(beyond)) == nil)
        // All at one place: there is no spacing, so nobody answers beside it.
        let one = [GeographicPoint](repeating: GeographicPoint(longitude: 10, latitude: 20), count: 5000)
        let grid = try #require(Self.grid(try Self.listed(one)))
        #expect(grid.cell(containing: GeographicPoint(longitude: 10.001, latitude: 20)) == nil)
        #expect(grid.centre(of: GridCell(column: 4999, row: 0)) == one[0])
        // Some without a place.
        var places = Self.octahedral(6).places
        places[7] = GeographicPoint(longitude: .nan, latitude: 0)
        places[9] = GeographicPoint(longitude: 0, latitude: 9.97e36)
        let holed = try #require(Self.grid(try Self.listed(places)))
        #expect(holed.centre(of: GridCell(column: 7, row: 0)) == nil)
        #expect(holed.centre(of: GridCell(column: 9, row: 0)) == nil)
        #expect(holed.cell(containing: places[8])?.column == 8)
        for column in [-1, places.count, .max, .min] {
            #expect(holed.centre(of: GridCell(column: column, row: 0)) == nil)
        }
    }

    @Test func coordinatesBeyondTheLimit() throws {
        var limits = Limits()
        limits.coordinateBytes = 20_000
        let dataset = try Self.listed(Self.octahedral(16).places, limits: limits)
        #expect(Self.grid(dataset) == nil)
        let isTold = dataset.findings.contains {
            if case .coordinatesTooLarge(limit: .coordinateBytes, _, _) = $0.problem { true } else { false }
        }
        #expect(isTold)
    }

    /// Gathered over dimensions without positions of their own, with places along the list: a list of places.
    @Test func gatheredPlaces() throws {
        let places = Self.octahedral(6).places
        let list = FixtureArray(
            "ncol",
            [("ncol", places.count)],
            .int32,
            places.indices.map { Int32($0 * 2) },
            attributes: [("compress", "lines places")]
        )
        let dataset = try Self.listed(places, others: [list])
        #expect(Self.grid(dataset)?.kind == "points")
        #expect(
            !dataset.findings.contains {
                $0.problem == .gathered(dimension: "ncol", axes: ["lines", "places"])
            }
        )
    }
}
