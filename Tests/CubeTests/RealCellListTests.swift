import CF
import Execution
import JSON
import TestSupport
import Testing

@testable import Cube
@testable import Grids

/// Real files whose cells lie along one dimension, against what an independent reader of the conventions says.
@Suite(.enabled(if: RealFile.all != nil, "needs SLUICE_TEST_DATA and SLUICE_TEST_STORES"))
struct RealCellListTests {
    private static let files = (RealFile.all ?? []).filter { file in
        ["mesh/healpix_outCSne30_data.nc", "points/gathered.nc"].contains(file.name)
    }

    @Test func theFilesAreThere() { #expect(Self.files.count == 2) }

    @Test(arguments: files) func valuesAtPlaces(file: RealFile) throws {
        for (path, expected) in file.groups.entries {
            let dataset = try file.open(path)
            for (name, table) in expected["nearest"]?.objectValue?.entries ?? [] {
                let variable = try #require(dataset.variables.first { $0.name == name })
                let rows = (table["rows"]?.arrayValue ?? []).compactMap(\.arrayValue)
                #expect(rows.count >= 40)
                for row in rows { try compare(variable, row) }
            }
        }
    }

    private func compare(_ variable: Variable, _ row: [JSONValue]) throws {
        let grid = try #require(variable.grid)
        let place = GeographicPoint(
            longitude: try #require(row[0].doubleValue),
            latitude: try #require(row[1].doubleValue)
        )
        let flags = row[5].stringValue ?? ""
        // Of gathered cells the table has the nearest beyond the edges, and at a tie either is right.
        guard !flags.contains("t"), !flags.contains("o") else { return }
        let holder = row.compactMap { $0.objectValue?["holds"] }.first
        let expected = holder?["index"] ?? row[2]
        let cell = grid.cell(containing: place)
        if let gathered = grid as? GatheredGrid<RectilinearGrid> {
            let whole = gathered.whole.cell(containing: place)
            #expect(whole.map { .array([JSONValue($0.row), JSONValue($0.column)]) } == expected, "\(row)")
        } else {
            #expect(cell.map { .array([JSONValue($0.column)]) } == expected, "\(row)")
        }
        let value = holder?["value"] ?? row[6]
        #expect(try cell.map { try self.value(variable, $0) } == value.doubleValue, "\(row)")
    }

    /// The first of all times.
    private func value(_ variable: Variable, _ cell: GridCell) throws -> Double {
        let ranges = variable.axes.indices.map { dimension in
            let isCell = dimension == variable.gridDimensions?.column
            return [IndexRange(start: isCell ? cell.column : 0, count: 1)]
        }
        let read = PlannedRead(stored: variable.stored, variable: variable, ranges: ranges)
        let context = WorkContext.background(seconds: 60)
        return try read.values(packing: variable.packing, fillsCache: true, context: context).doubles[0]
    }
}
