@testable import CF
import Cube
import Failures
import Grids
import TestSupport
import Testing
import Zarr

@testable import Maps

/// Which numbers lie under which pixels, and where they stand in memory.
struct SamplerTests {
    /// Rows 10…13 and columns 20…24 of a grid, stored one behind the other; numbers tell their own element.
    private static let numbers = (0..<20).map { UInt8($0) }
    private static let packing = Packing(storedType: .uint8, valueType: .unsignedInteger)

    private static func chunk(_ bytes: UnsafeRawBufferPointer, base: Int = 0) -> ChunkWindow {
        ChunkWindow(
            dataType: .uint8,
            bytes: bytes,
            base: base,
            rowStride: 5,
            columnStride: 1,
            rows: 10..<14,
            columns: 20..<25
        )
    }

    /// The elements under each pixel of the fields, by place: line times `lineStride` plus column.
    private func elements(
        _ cells: CellMap,
        width: Int,
        height: Int,
        lineStride: Int
    ) throws -> (elements: [Int: UInt8], runs: [[PixelRun]]) {
        try Self.numbers.withUnsafeBytes { bytes in
            let chunk = Self.chunk(bytes)
            let sampler = try NearestSampler(
                cells,
                packing: Self.packing,
                width: width,
                height: height,
                lineStride: lineStride
            )
            var found: [Int: UInt8] = [:]
            var runs: [[PixelRun]] = []
            try sampler.sample(chunk) { field in
                runs.append(field.columns)
                for (row, rowOffset) in zip(field.rows, field.rowOffsets) {
                    var offsets = field.columnOffsets[...]
                    for run in field.columns {
                        for pixel in run.start..<(run.start + run.count) {
                            let element = rowOffset + (offsets.popFirst() ?? -1)
                            let place = Int(row) * lineStride + Int(pixel)
                            #expect(found[place] == nil)
                            found[place] = field.source.load(fromByteOffset: element, as: UInt8.self)
                        }
                    }
                    #expect(offsets.isEmpty)
                }
            }
            return (found, runs)
        }
    }

    /// Pixels 1, 2, 3 and 6, 7 lie in the chunk: two runs.
    @Test func pixelsThatFollowEachOtherAreOneRun() throws {
        let cells = CellMap(columns: [19, 20, 20, 24, 25, -1, 21, 22], rows: [-1, 13, 10])
        let (elements, runs) = try elements(cells, width: 8, height: 3, lineStride: 9)
        #expect(runs == [[PixelRun(start: 1, count: 3), PixelRun(start: 6, count: 2)]])
        let line: [Int: UInt8] = [1: 0, 2: 0, 3: 4, 6: 1, 7: 2]
        var expected: [Int: UInt8] = [:]
        for (pixel, column) in line {
            expected[9 + pixel] = 15 + column
            expected[18 + pixel] = column
        }
        #expect(elements == expected)
    }

    /// A map with an entry for each pixel: runs end with the lines of the picture, whose strides are longer.
    @Test func scatteredPixelsAreOneLine() throws {
        let cells = CellMap(
            scatteredColumns: [19, 20, 21, 22, 23, -1],
            rows: [10, 11, 12, 13, 10, -1]
        )
        let (elements, runs) = try elements(cells, width: 3, height: 2, lineStride: 4)
        #expect(runs == [[PixelRun(start: 1, count: 2), PixelRun(start: 4, count: 2)]])
        #expect(elements == [1: 5, 2: 11, 4: 17, 5: 3])
    }

    /// Of pictures of many pixels, some lines of which see nothing of the chunk: each pixel by itself.
    @Test(arguments: [(1, 300), (50, 40), (64, 3), (257, 259)])
    func scatteredPixelsAreThoseOfTheChunk(width: Int, height: Int) throws {
        var random = SplitMix(state: UInt64(width))
        var (columns, rows): ([Int32], [Int32]) = ([], [])
        for pixel in 0..<width * height {
            let isNowhere = random.next() % 7 == 0 || pixel / 100 % 3 == 0
            // Some stretches lie beyond the chunk, on every side of it.
            let away = Int32([0, 0, -9, 9][pixel / 150 % 4])
            columns.append(isNowhere ? -1 : 20 + away + Int32(random.next() % 7) - 1)
            rows.append(isNowhere ? -1 : 10 - away + Int32(random.next() % 6) - 1)
        }
        var expected: [Int: UInt8] = [:]
        for pixel in columns.indices
        where (20..<25).contains(columns[pixel]) && (10..<14).contains(rows[pixel]) {
            let element = (Int(rows[pixel]) - 10) * 5 + Int(columns[pixel]) - 20
            expected[pixel / width * (width + 3) + pixel % width] = UInt8(element)
        }
        let map = CellMap(scatteredColumns: columns, rows: rows)
        let (elements, _) = try elements(map, width: width, height: height, lineStride: width + 3)
        #expect(elements.mapValues { UInt8($0) } == expected)
        #expect(!expected.isEmpty)
    }

    @Test func aMapOfAnotherSizeIsADefect() {
        #expect(throws: Failure.defect) {
            try NearestSampler(
                CellMap(columns: [1, 2], rows: [1]),
                packing: Self.packing,
                width: 2,
                height: 2,
                lineStride: 3
            )
        }
    }

    /// Elements beyond the bytes are found before anything is read.
    @Test(arguments: [1, -16, Int.max])
    func aCellBeyondTheBytesIsADefect(base: Int) throws {
        Self.numbers.withUnsafeBytes { bytes in
            let chunk = Self.chunk(bytes, base: base)
            let corner = base < 0 ? GridCell(column: 20, row: 13) : GridCell(column: 24, row: 13)
            #expect(throws: Failure.defect) {
                try ChunkSampler(chunk, packing: Self.packing).number(at: corner)
            }
        }
    }

    @Test func aSingleCellIsFoundWhereItIsStored() throws {
        try Self.numbers.withUnsafeBytes { bytes in
            let chunk = Self.chunk(bytes)
            let sampler = try ChunkSampler(chunk, packing: Self.packing)
            #expect(try sampler.number(at: GridCell(column: 23, row: 12)) == .unsigned(13))
            for (column, row) in [(25, 12), (19, 12), (23, 9), (23, 14)] {
                #expect(throws: Failure.defect) { try sampler.number(at: GridCell(column: column, row: row)) }
            }
        }
    }
}
