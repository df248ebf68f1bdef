import CRS
import Execution
import Foundation
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// A grid of two-dimensional places, and what `make_curvilinear.py` found by looking at all its cells.
struct CurvilinearFixture: Sendable, CustomTestStringConvertible {
    let name: String
    let rows, columns: Int
    let longitudes, latitudes: [Double]
    let corners: [[Double]]?
    let isSingle: Bool
    private let document: JSONValue

    var testDescription: String { name }

    static let all: [CurvilinearFixture] = {
        let url = Bundle.module.url(
            forResource: "curvilinear",
            withExtension: "json",
            subdirectory: "Fixtures"
        )
        let text = url.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
        let grids = (try? JSONParser.parse(text))?["grids"]?.arrayValue ?? []
        return grids.map(CurvilinearFixture.init)
    }()

    private init(_ document: JSONValue) {
        self.document = document
        name = document["name"]?.stringValue ?? ""
        rows = Int(document["rows"]?.integerValue ?? 0)
        columns = Int(document["columns"]?.integerValue ?? 0)
        isSingle = document["single"]?.boolValue ?? false
        longitudes = Self.numbers(document["longitudes"])
        latitudes = Self.numbers(document["latitudes"])
        corners = document["corners"]?.arrayValue?.map { Self.numbers($0) }
    }

    private static func numbers(_ value: JSONValue?) -> [Double] {
        value?.arrayValue?.map { $0.doubleValue ?? .nan } ?? []
    }

    func number(_ name: String) -> Double { document[name]?.doubleValue ?? .nan }

    /// Places, and the number of the cell that answers; nil for none.
    var points: [(place: GeographicPoint, cell: Int?)] {
        (document["points"]?.arrayValue ?? []).compactMap { row in
            guard let row = row.arrayValue, let longitude = row[0].doubleValue,
                let latitude = row[1].doubleValue
            else { return nil }
            return (
                GeographicPoint(longitude: longitude, latitude: latitude), row[2].integerValue.map { Int($0) }
            )
        }
    }

    /// Footprints, and the numbers of the cells whose centres lie inside.
    var footprints: [(footprint: Footprint, cells: [Int])] {
        let cells = { (value: JSONValue) in
            value.arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? []
        }
        let boxes = (document["boxes"]?.arrayValue ?? []).compactMap { row -> (Footprint, [Int])? in
            guard let row = row.arrayValue else { return nil }
            let edges = row.prefix(4).compactMap(\.doubleValue)
            let box = GeographicBox(west: edges[0], south: edges[1], east: edges[2], north: edges[3])
            return box.map { (.box($0), cells(row[4])) }
        }
        let polygons = (document["polygons"]?.arrayValue ?? []).compactMap { row -> (Footprint, [Int])? in
            guard let row = row.arrayValue else { return nil }
            let ring = (row[0].arrayValue ?? []).map { corner in
                let numbers = Self.numbers(corner)
                return Region.Vertex(x: numbers[0], y: numbers[1])
            }
            return Region([[ring + ring.prefix(1)]]).map { (.region($0), cells(row[1])) }
        }
        return boxes + polygons
    }

    /// The arrays of the coordinates, `transposed` with the columns first; `stagger` ends all their names.
    func coordinates(transposed: Bool = false, stagger: String = "") -> [FixtureArray] {
        let dimensions = plane(transposed, stagger)
        let pair = [("lon", longitudes, "degrees_east"), ("lat", latitudes, "degrees_north")].map {
            name,
            numbers,
            units in
            let bounds: [(String, JSONValue)] =
                corners == nil ? [] : [("bounds", .string("\(name)_bounds\(stagger)"))]
            let own: [(String, JSONValue)] = [("units", .string(units))]
            return array(name + stagger, dimensions, transposed ? turned(numbers) : numbers, own + bounds)
        }
        let rings = zip(["lon_bounds", "lat_bounds"], corners ?? []).map { name, numbers in
            array(name + stagger, plane(false, stagger) + [("corner", 4)], numbers, [])
        }
        return pair + rings
    }

    private func plane(_ transposed: Bool, _ stagger: String) -> [(String, Int)] {
        let (row, column) = (("y" + stagger, rows), ("x" + stagger, columns))
        return transposed ? [column, row] : [row, column]
    }

    /// Row by row as column by column.
    func turned<Value>(_ values: [Value]) -> [Value] {
        (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    }

    private func array(
        _ name: String,
        _ dimensions: [(String, Int)],
        _ numbers: [Double],
        _ attributes: [(String, JSONValue)]
    ) -> FixtureArray {
        isSingle
            ? FixtureArray(name, dimensions, .float32, numbers.map { Float($0) }, attributes: attributes)
            : FixtureArray(name, dimensions, .float64, numbers, attributes: attributes)
    }

    /// A variable whose values are the numbers of its cells.
    func field(
        _ name: String = "v",
        _ attributes: [(String, JSONValue)] = [("coordinates", "lon lat")],
        transposed: Bool = false,
        stagger: String = ""
    ) -> FixtureArray {
        let values = (0..<rows * columns).map { Float($0) }
        return FixtureArray(
            name,
            plane(transposed, stagger),
            .float32,
            transposed ? turned(values) : values,
            attributes: attributes
        )
    }

    func dataset() throws -> Dataset { try CubeFixture(arrays: coordinates() + [field()]).dataset }

    func grid() throws -> CurvilinearGrid {
        try #require(try dataset().variable(named: "v").grid as? CurvilinearGrid)
    }
}

extension CellSet {
    /// The numbers of the cells that are meant, in the order of the centres.
    func numbers(columns width: Int) -> [Int] {
        let across = columns.flatMap { range in (0..<range.count).map { range[$0] } }
        let along = rows.flatMap { range in (0..<range.count).map { range[$0] } }
        return along.enumerated().flatMap { position, row in
            (inside?[position] ?? [0..<across.count]).flatMap { run in run.map { row * width + across[$0] } }
        }
    }
}
