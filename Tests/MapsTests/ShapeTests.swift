import Foundation
import Grids
import Testing

@testable import Maps

/// Lines and symbols: where places lie, what lines go through them, and how numbers and colours become pixels.
struct ShapeTests {
    private static func target(
        _ box: (Double, Double, Double, Double),
        width: Int,
        height: Int
    ) -> RasterTarget {
        RasterTarget(
            system: .geographic,
            minX: box.0,
            minY: box.1,
            maxX: box.2,
            maxY: box.3,
            width: width,
            height: height
        )
    }

    private static func field(_ side: Int, _ value: (Double, Double) -> Double) -> ShapeField {
        let target = target((0, 0, Double(side), Double(side)), width: side, height: side)
        let lattice = Lattice(over: target, step: 1, margin: 0)
        let values = (0..<lattice.rows).flatMap { row in
            (0..<lattice.columns).map { column in value(Double(column), Double(row)) }
        }
        return ShapeField(lattice, values: values)
    }

    /// The places of a tile are among those of its neighbour, at the same longitudes and with the same numbers.
    @Test(arguments: [1.0, 3, 26], [0.0, 14, 48])
    func neighboursShareTheirPlaces(step: Double, margin: Double) throws {
        let left = Lattice(
            over: Self.target((-90, 0, 0, 90), width: 256, height: 256),
            step: step,
            margin: margin
        )
        let right = Lattice(
            over: Self.target((0, 0, 90, 90), width: 256, height: 256),
            step: step,
            margin: margin
        )
        #expect(left.firstRow == right.firstRow && left.rows == right.rows)
        let shift = right.firstColumn - left.firstColumn
        #expect(shift > 0)
        let pixel = 90.0 / 256
        for column in 0..<right.columns {
            let longitude = right.point(column: Double(column), row: 0).x * pixel
            let same = left.point(column: Double(column + shift), row: 0).x * pixel - 90
            #expect(abs(longitude - same) < 1e-9)
            #expect(abs(right.target.longitude(ofColumn: column) - longitude) < 1e-9)
        }
        // They reach as far as they should on all sides.
        let last = right.point(column: Double(right.columns - 1), row: Double(right.rows - 1))
        #expect(right.origin.x <= -margin && right.origin.y <= -margin)
        #expect(last.x >= 256 + margin && last.y >= 256 + margin)
    }

    private static let boxes: [[Double]] = [
        [-1e300, -1e300, 1e300, 1e300], [0, 0, 5e-324, 5e-324], [1e15, 1e15, 1e15 + 1, 1e15 + 1],
        [-1.7e308, 0, 1.7e308, 1],
    ]

    /// Boxes of any size have places, however far from the origin.
    @Test(arguments: boxes) func everyBoxHasPlaces(box: [Double]) {
        let target = Self.target((box[0], box[1], box[2], box[3]), width: 64, height: 32)
        let lattice = Lattice(over: target, step: 3, margin: 48)
        #expect(lattice.columns == 22 + 32 + 2 && lattice.rows == 11 + 32 + 2)
    }

    /// A circle is one closed line whose points have its radius; beside a hole it is open.
    @Test func aCircleIsOneLine() throws {
        let distance = { (x: Double, y: Double) in ((x - 20) * (x - 20) + (y - 20) * (y - 20)).squareRoot() }
        let whole = IsoLines(Self.field(40, distance), at: 10.5)
        let line = try #require(whole.lines.first)
        #expect(whole.lines.count == 1 && line.first == line.last && line.count > 40)
        let centre = Self.field(40, distance).lattice.point(column: 20, row: 20)
        for point in line {
            let radius =
                ((point.x - centre.x) * (point.x - centre.x) + (point.y - centre.y) * (point.y - centre.y))
                .squareRoot()
            #expect(abs(radius - 10.5) < 0.05)
        }
        let cut = IsoLines(Self.field(40) { $0 == 30 && $1 == 20 ? .nan : distance($0, $1) }, at: 10.5)
        #expect(cut.lines.count == 1 && cut.lines[0].first != cut.lines[0].last)
    }

    /// Two opposite corners are cut off, or joined, as the mean of all four says.
    @Test(arguments: [4.0, -4])
    func saddlesHaveTwoLines(middle: Double) throws {
        let lattice = Lattice(over: Self.target((0, 0, 1, 1), width: 1, height: 1), step: 1, margin: 0)
        var values = [Double](repeating: .nan, count: lattice.count)
        let columns = lattice.columns
        (values[0], values[1], values[columns], values[columns + 1]) = (5, -5 + middle, -5 + middle, 5)
        let lines = IsoLines(ShapeField(lattice, values: values), at: 0).lines
        #expect(lines.count == 2 && lines.allSatisfy { $0.count == 2 })
        // Which corner is alone: the upper left one where the middle is low.
        let top = lattice.point(column: 0, row: 0).y
        let onTop = try #require(lines.first { $0.contains { $0.y == top } })
        let left = lattice.point(column: 0, row: 0).x
        #expect(onTop.contains { $0.x == left } == (middle < 0))
    }

    @Test func equalAndMissingValuesHaveNoLines() {
        #expect(IsoLines(Self.field(8) { _, _ in 5 }, at: 5).lines.isEmpty)
        #expect(IsoLines(Self.field(8) { _, _ in .nan }, at: 5).lines.isEmpty)
        #expect(IsoLines(Self.field(8) { x, _ in x == 3 ? .infinity : x }, at: 3.5).lines.isEmpty)
    }

    private struct Levels {
        let low, high: Double
        var bands: Int?
        var isLogarithmic = false
        let expected: [Double]
    }

    @Test(arguments: [
        Levels(low: 0, high: 100, expected: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]),
        Levels(low: 970, high: 1030, bands: 6, expected: [980, 990, 1000, 1010, 1020]),
        Levels(
            low: 1,
            high: 1000,
            isLogarithmic: true,
            expected: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
        ),
        Levels(low: 0, high: 1, bands: 1, expected: [0.5]),
    ])
    private func levelsAreRoundNumbers(case wanted: Levels) throws {
        let range = ColourRange(
            minimum: wanted.low,
            maximum: wanted.high,
            isLogarithmic: wanted.isLogarithmic
        )
        let levels = try #require(range).levels(bands: wanted.bands)
        #expect(levels.count == wanted.expected.count)
        for (level, number) in zip(levels, wanted.expected) {
            #expect(abs(level - number) <= 1e-9 * max(abs(number), 1))
        }
    }

    /// Lines at a fixed step are those that the values cross, as far as they lie about their bulk.
    @Test func intervalsDoNotDependOnTheRange() {
        let ink = ShapeInk(range: .unit, palette: nil, interval: LevelInterval(around: -30, 30))
        #expect(ink.levels(through: [-11, .nan, 7]) == [-10, -5, 0, 5])
        #expect(ink.levels(through: [.nan]).isEmpty && ink.levels(through: [1, 2]).isEmpty)
        #expect(ink.levels(through: [-1e30, 1e308]).count == 61)
        let tenths = ShapeInk(range: .unit, palette: nil, interval: LevelInterval(around: 0, 1))
        #expect(tenths.levels(through: [0.05, 0.65]) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    }

    /// Up to 256 colours are told as they are; more are refused or brought together.
    @Test(arguments: [1, 2, 255, 256, 257, 5000])
    func coloursAreNumbered(count: Int) throws {
        let pixels: [UInt32] = (0..<8192).map { UInt32($0 % count) &* 0x0003_0507 | 0xFF00_0000 }
        try pixels.withUnsafeBytes { bytes in
            let picture = TrueColours(bytes: bytes, width: 128, height: 64)
            let distinct = Set(pixels).count
            #expect((ColourTable(picture, mayReduce: false) == nil) == (distinct > 256))
            let table = try #require(ColourTable(picture, mayReduce: true))
            #expect(table.colours.count <= 256 && table.colours.count == table.opacities.count)
            let lines = table.scanlines(of: picture)
            defer { lines.deallocate() }
            for (index, pixel) in pixels.enumerated() {
                let number = Int(lines[index / 128 * 129 + 1 + index % 128])
                let colour = table.colours[number]
                let allowed = distinct <= 256 ? 0 : 63
                #expect(abs(Int(colour.red) - Int(pixel & 0xFF)) <= allowed)
                #expect(abs(Int(colour.blue) - Int(pixel >> 16 & 0xFF)) <= allowed)
            }
        }
    }

    /// Half-covered colours come back as they went in, but for what eight bits of a multiplied colour hold.
    @Test func indexedPicturesLieOnTrueColours() throws {
        let canvas = try #require(ShapeCanvas(width: 3, height: 1))
        canvas.fill(.white)
        try RenderContext.makePicture(width: 3, height: 1) { rendering in
            for column in 0..<3 { rendering.canvas.set(column: column, row: 0, to: UInt8(column)) }
            var palette = [UInt32](repeating: 0, count: 256)
            (palette[1], palette[2]) = (0xFF10_2030, 0x8000_0000)
            canvas.lay(rendering.canvas, palette: palette)
        }
        let pixels = try #require(canvas.withStraightPixels { Array($0) })
        #expect(pixels == [255, 255, 255, 255, 0x10, 0x20, 0x30, 255, 127, 127, 127, 255])
    }
}
