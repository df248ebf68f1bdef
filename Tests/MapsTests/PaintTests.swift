@testable import CF
import Cube
import Execution
import Failures
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Maps

/// The kernels, for every stored type, against plain arithmetic.
struct PaintTests {
    struct Stored: CustomTestStringConvertible {
        let array: FixtureArray

        var testDescription: String { array.dataType.name }

        /// 0…99 in a grid of 10 × 10, with 17 missing.
        init(_ values: [some FixtureNumber], missing: JSONValue) {
            array = PaintTests.grid.numbered(
                "field",
                attributes: [("_FillValue", missing)],
                chunkShape: [3, 4]
            ) { values[$0] }
        }

        static let all = [
            Stored((0..<100).map { Int8($0) }, missing: 17),
            Stored((0..<100).map { UInt8($0) }, missing: 17),
            Stored((0..<100).map { Int16($0) }, missing: 17),
            Stored((0..<100).map { UInt16($0) }, missing: 17),
            Stored((0..<100).map { Int32($0) }, missing: 17),
            Stored((0..<100).map { UInt32($0) }, missing: 17),
            Stored((0..<100).map { Int64($0) }, missing: 17),
            Stored((0..<100).map { UInt64($0) }, missing: 17),
            Stored((0..<100).map { Float16($0) }, missing: 17),
            Stored((0..<100).map { Float($0) }, missing: 17),
            Stored((0..<100).map { Double($0) }, missing: 17),
        ]
    }

    static let grid = FixtureGrid.latLon(
        (0..<10).map { 9.5 - Double($0) },
        (0..<10).map { 0.5 + Double($0) }
    )

    /// Palette indices of a picture, one pixel per cell, of the values 0…99.
    private func indices(
        of array: FixtureArray,
        range: ColourRange,
        colours: Int = 100,
        below: UInt8 = 0,
        isScattered: Bool = false
    ) throws -> [Int] {
        let cube = try CubeFixture(Self.grid, [array])
        let target = RasterTarget(
            system: .geographic,
            minX: 0,
            minY: 0,
            maxX: 10,
            maxY: 10,
            width: 10,
            height: 10
        )
        let plan = try cube.dataset.bind(
            map: cube.dataset.variable(named: "field"),
            selectors: [:],
            target: target
        )
        let shading = Shading(range: range, firstIndex: 1, colours: colours)
        return try RenderContext.makePicture(width: 10, height: 10) { rendering in
            if below > 0 {
                for pixel in 0..<100 { rendering.canvas.set(column: pixel % 10, row: pixel / 10, to: below) }
            }
            try plan.read(context: .background(seconds: 10)) { piece, cells in
                try rendering.canvas.draw(
                    piece,
                    cells: isScattered ? Self.scattered(cells) : cells,
                    packing: plan.variable.packing,
                    painter: #require(StyleFamily.raster.painter(shading)),
                    isFirstLayer: below == 0
                )
            }
            return (0..<100).map { rendering.canvas.index(column: $0 % 10, row: $0 / 10) }
        }
    }

    /// The same map with an entry for each pixel.
    private static func scattered(_ cells: CellMap) -> CellMap {
        CellMap(
            scatteredColumns: cells.rows.flatMap { _ in cells.columns },
            rows: cells.rows.flatMap { row in cells.columns.map { _ in row } }
        )
    }

    @Test(arguments: Stored.all, [false, true])
    func everyTypeFindsItsClass(stored: Stored, isScattered: Bool) throws {
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        let expected = (0..<100).map { $0 == 17 ? 0 : $0 + 1 }
        #expect(try indices(of: stored.array, range: range, isScattered: isScattered) == expected)
    }

    @Test(arguments: Stored.all)
    func missingShowsWhatLiesBelow(stored: Stored) throws {
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        #expect(try indices(of: stored.array, range: range, below: 200)[17] == 200)
    }

    @Test func valuesBeyondTheRangeTakeItsEnds() throws {
        let range = try #require(ColourRange(minimum: 20, maximum: 30))
        let result = try indices(of: Stored.all[9].array, range: range, colours: 10)
        #expect(result == (0..<100).map { $0 == 17 ? 0 : min(max($0 - 20, 0), 9) + 1 })
    }

    @Test func packedNumbersAreUnpackedFirst() throws {
        let array = Self.grid.numbered(
            "field",
            attributes: [("scale_factor", 0.1), ("add_offset", 50.0), ("missing_value", [-500, -490])]
        ) { Int16($0 * 10 - 500) }
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        // Half a class up, so that rounding of 0.1 decides nothing.
        let shifted = try #require(ColourRange(minimum: range.minimum - 0.5, maximum: range.maximum - 0.5))
        #expect(try indices(of: array, range: shifted) == (0..<100).map { $0 < 2 ? 0 : $0 + 1 })
    }

    @Test func theValidRangeMasks() throws {
        let array = Self.grid.numbered("field", attributes: [("valid_range", [10, 89])]) { Int16($0) }
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        #expect(try indices(of: array, range: range) == (0..<100).map { (10...89).contains($0) ? $0 + 1 : 0 })
    }

    @Test func whatIsNoFiniteNumberIsNotDrawn() throws {
        let odd: [Int: Float] = [3: .nan, 4: .infinity, 5: -.infinity]
        let array = Self.grid.numbered("field") { odd[$0] ?? Float($0) }
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        let result = try indices(of: array, range: range)
        #expect([result[3], result[4], result[5], result[6]] == [0, 0, 0, 7])
    }

    @Test func logarithmicScalesCountDecades() throws {
        let values: [Double] = [0.05, 0.1, 0.5, 1, 5, 10, 50, 100, 0, -3]
        let array = Self.grid.numbered("field") { values[$0 % 10] }
        let range = try #require(ColourRange(minimum: 0.09, maximum: 90, isLogarithmic: true))
        #expect(
            try indices(of: array, range: range, colours: 3).prefix(10) == [1, 1, 1, 2, 2, 3, 3, 3, 1, 1]
        )
    }

    @Test func absentChunksAreTheirFillValue() throws {
        var array = Stored.all[9].array
        array.absentChunks = [[0, 0]]
        array.fillValue = withUnsafeBytes(of: Float(42)) { Array($0) }
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        let result = try indices(of: array, range: range)
        #expect(result[0] == 43 && result[13] == 43 && result[23] == 43 && result[4] == 5 && result[30] == 31)
    }

    @Test(arguments: [(10, 10), (300, 301)])
    func scatteredMapsAreDrawnPixelByPixel(width: Int, height: Int) throws {
        let values = (0..<100).map { Int16($0) }
        // Every third pixel has no cell; the others jump about in a grid of 10 × 10, of which a piece holds 6 × 7.
        let cells = (0..<(width * height)).map { pixel in pixel % 3 == 0 ? -1 : (pixel * 37) % 100 }
        let map = CellMap(
            scatteredColumns: cells.map { Int32($0 < 0 ? -1 : $0 % 10) },
            rows: cells.map { Int32($0 < 0 ? -1 : $0 / 10) }
        )
        let packing = Packing(storedType: .int16, valueType: .signedInteger)
        let range = try #require(ColourRange(minimum: 0, maximum: 100))
        let shading = Shading(range: range, firstIndex: 1, colours: 100)
        try values.withUnsafeBytes { bytes in
            let piece = ChunkWindow(
                dataType: .int16,
                bytes: bytes,
                base: 23,
                rowStride: 10,
                columnStride: 1,
                rows: 2..<8,
                columns: 3..<10
            )
            try RenderContext.makePicture(width: width, height: height) { rendering in
                try rendering.canvas.draw(
                    piece,
                    cells: map,
                    packing: packing,
                    painter: #require(StyleFamily.raster.painter(shading)),
                    isFirstLayer: true
                )
                var wrong = 0
                for (pixel, cell) in cells.enumerated() {
                    let isInside = cell >= 0 && (2..<8).contains(cell / 10) && (3..<10).contains(cell % 10)
                    let drawn = rendering.canvas.index(column: pixel % width, row: pixel / width)
                    wrong += drawn == (isInside ? cell + 1 : 0) ? 0 : 1
                }
                #expect(wrong == 0)
            }
        }
    }

    @Test func piecesThatDoNotFitTheirBytesAreRefused() throws {
        let values = [Int16](repeating: 1, count: 50)
        let packing = Packing(storedType: .int16, valueType: .signedInteger)
        let map = CellMap(columns: [0, 1], rows: [0, 1])
        values.withUnsafeBytes { bytes in
            for (base, rowStride) in [(49, 10), (-1, 10), (0, 50), (0, -1), (0, .max), (.max, 1)] {
                let piece = ChunkWindow(
                    dataType: .int16,
                    bytes: bytes,
                    base: base,
                    rowStride: rowStride,
                    columnStride: 1,
                    rows: 0..<2,
                    columns: 0..<2
                )
                #expect(throws: Failure.defect) {
                    try NearestSampler(map, packing: packing, width: 2, height: 2, lineStride: 3)
                        .sample(piece) { _ in Issue.record("sampled") }
                }
            }
        }
    }
}
