@testable import CF
import Cube
import Grids
import TestSupport
import Testing
import Zarr

@testable import Maps

/// Flags: each stored number has the colour of its category, others have none.
struct CategoryTests {
    private func indices<Sample: BitwiseCopyable>(
        _ samples: [Sample],
        _ type: DataType,
        _ categories: [(mask: Int64?, value: Int64)],
        colours: Int = 200,
        missing: [StoredNumber] = []
    ) throws -> [Int] {
        let table = try #require(CategoryTable(categories))
        let packing = Packing(storedType: type, missing: missing, valueType: .double)
        let map = CellMap(columns: samples.indices.map { Int32($0) }, rows: [0])
        return try samples.withUnsafeBytes { bytes in
            let piece = ChunkWindow(
                dataType: type,
                bytes: bytes,
                base: 0,
                rowStride: samples.count,
                columnStride: 1,
                rows: 0..<1,
                columns: 0..<samples.count
            )
            return try RenderContext.makePicture(width: samples.count, height: 1) { rendering in
                let shading = Shading(scale: .categories(table), firstIndex: 1, colours: colours)
                try rendering.canvas.draw(
                    piece,
                    cells: map,
                    packing: packing,
                    painter: #require(StyleFamily.raster.painter(shading)),
                    isFirstLayer: true
                )
                return samples.indices.map { rendering.canvas.index(column: $0, row: 0) }
            }
        }
    }

    @Test func valuesHaveTheirCategory() throws {
        let categories: [(mask: Int64?, value: Int64)] = [(nil, -1), (nil, 3), (nil, 120)]
        #expect(try indices([Int8(-1), 3, 120, 0, 4, -128], .int8, categories) == [1, 2, 3, 0, 0, 0])
        #expect(
            try indices([Float(-1), 3, 3.5, .nan, .infinity, 120], .float32, categories) == [
                1, 2, 0, 0, 0, 3,
            ]
        )
        #expect(try indices([UInt64.max, 3, 120], .uint64, categories) == [0, 2, 3])
    }

    @Test func missingIsNoCategory() throws {
        let result = try indices(
            [UInt8(0), 1, 2],
            .uint8,
            [(nil, 0), (nil, 1), (nil, 2)],
            missing: [.unsigned(1)]
        )
        #expect(result == [1, 0, 3])
    }

    /// CF 1.11, example 3.6: bits 1, 2, 4, and two bits together that are a number.
    @Test func bitsAreTold() throws {
        let categories: [(mask: Int64?, value: Int64)] = [(1, 1), (2, 2), (12, 4), (12, 8), (12, 12)]
        let result = try indices([UInt8(0), 1, 2, 3, 4, 8, 12, 0xF0], .uint8, categories)
        #expect(result == [0, 1, 2, 1, 3, 4, 5, 0])
    }

    @Test func coloursAreUsedAgain() throws {
        let categories: [(mask: Int64?, value: Int64)] = (0..<5).map { (nil, $0) }
        #expect(try indices([UInt8(0), 1, 2, 3, 4], .uint8, categories, colours: 2) == [1, 2, 1, 2, 1])
    }

    @Test func whatIsNoTableIsRefused() {
        #expect(CategoryTable([]) == nil)
        #expect(CategoryTable((0..<256).map { (nil, $0) }) == nil)
        #expect(CategoryTable([(nil, 0), (nil, 1 << 40)]) == nil)
        #expect(CategoryTable([(nil, .min), (nil, .max)]) == nil)
        #expect(CategoryTable([(1 << 40, 1 << 40)]) == nil)
        #expect(CategoryTable([(nil, 1), (3, 1)]) == nil)
        #expect(CategoryTable([(-1, 1)]) == nil)
    }
}
