import Cube
import Execution
import JSON
import TestSupport
import Testing
import Zarr

@testable import Coverages

/// Texts of times that are made once for an axis.
@Suite struct TimeTextsTests {
    /// An axis of times in hours, and the dataset that holds it.
    private static func axis(_ hours: [Double]) throws -> (axis: Axis, dataset: Dataset) {
        let grid = FixtureGrid([.times(hours, "hours since 2024-02-28")])
        let dataset = try CubeFixture(id: "times", grid, [grid.numbered()]).dataset
        return (try #require(dataset.axes.first { $0.times != nil }), dataset)
    }

    private static func texts(budget: Int = 1 << 20, sixtyFourths: Int = 64) -> TimeTexts {
        TimeTexts(ledger: MemoryLedger(budget: budget), share: MemoryShare(sixtyFourths: sixtyFourths))
    }

    private static func hours(_ count: Int) -> [Double] { (0..<count).map { Double($0) } }

    @Test(arguments: [
        Array(0..<200), Array(30..<170), Array(stride(from: 0, to: 200, by: 3)), [5],
        [199, 198, 0, 1, 2, 2, 3],
        [-1, 0, 1, 199, 200, 201], [200, -5], [],
    ])
    func areThoseOfTheTimes(indices: [Int]) throws {
        let (axis, dataset) = try Self.axis(Self.hours(200))
        let times = try #require(axis.times)
        let kept = try #require(Self.texts().texts(of: axis, for: 200))
        var (bytes, expected): ([UInt8], [UInt8]) = ([], [])
        kept.append(indices[...], to: &bytes)
        TimeTextWriter.append(times, indices, to: &expected)
        #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
        withExtendedLifetime(dataset) {}
    }

    /// 200 texts of 22 bytes, 199 commas, and what an entry costs.
    @Test func areMadeOnce() throws {
        let (axis, dataset) = try Self.axis(Self.hours(200))
        let texts = Self.texts()
        for _ in 0..<3 {
            #expect(texts.texts(of: axis, for: 200)?.bytes.count == 4599)
            #expect(texts.byteCount == 4599 + 256)
        }
        withExtendedLifetime(dataset) {}
    }

    @Test(arguments: [(200, 63, false), (200, 64, true), (400, 100, true), (400, 99, false)])
    func fewOfManyAreWrittenFromTheTimes(count: Int, asked: Int, areKept: Bool) throws {
        let (axis, dataset) = try Self.axis(Self.hours(count))
        let texts = Self.texts()
        #expect((texts.texts(of: axis, for: asked) != nil) == areKept)
        #expect((texts.byteCount > 0) == areKept)
        withExtendedLifetime(dataset) {}
    }

    /// Half a second has three figures more: it is known that such an axis has no texts of one length.
    @Test func ofSeveralLengthsTheyAreWrittenOneByOne() throws {
        var hours = Self.hours(200)
        hours[7] += 0.5 / 3600
        let (axis, dataset) = try Self.axis(hours)
        let texts = Self.texts()
        for _ in 0..<2 {
            #expect(texts.texts(of: axis, for: 200) == nil)
            #expect(texts.byteCount == 256)
        }
        withExtendedLifetime(dataset) {}
    }

    @Test func eachAxisHasItsOwn() throws {
        let (first, firstDataset) = try Self.axis(Self.hours(100))
        let (second, secondDataset) = try Self.axis(Self.hours(100).map { $0 + 24 })
        let texts = Self.texts()
        let starts = [first, second, first].map { axis in
            texts.texts(of: axis, for: 100).map { String(decoding: $0.bytes.prefix(14), as: UTF8.self) }
        }
        #expect(starts == ["\"2024-02-28T00", "\"2024-02-29T00", "\"2024-02-28T00"])
        withExtendedLifetime((firstDataset, secondDataset)) {}
    }

    /// Two axes of 100 times are 2,299 + 256 bytes each; there is room for one.
    @Test func keepTheBoundsOfTheirShare() throws {
        let (first, firstDataset) = try Self.axis(Self.hours(100))
        let (second, secondDataset) = try Self.axis(Self.hours(100))
        let (long, longDataset) = try Self.axis(Self.hours(300))
        let texts = Self.texts(budget: 4 * 4096, sixtyFourths: 16)
        for axis in [first, second, first] {
            #expect(texts.texts(of: axis, for: 100) != nil)
            #expect(texts.byteCount == 2299 + 256)
        }
        #expect(texts.texts(of: long, for: 300) == nil)
        #expect(texts.byteCount == 2299 + 256)
        #expect(texts.held.shrink(to: 0) == 2299 + 256)
        #expect(texts.byteCount == 0)
        withExtendedLifetime((firstDataset, secondDataset, longDataset)) {}
    }

    @Test(arguments: [
        ("ab,cd,ef", 3, true), ("ab", 1, true), ("ab,c,def", 3, false), ("abc,d,ef", 3, false),
        ("ab,cd", 3, false), ("", 1, false), ("", 0, false), (",", 2, false),
    ])
    func textsOfOneLengthAreTold(text: String, count: Int, areOne: Bool) {
        #expect((JoinedTexts(Array(text.utf8), count: count) != nil) == areOne)
    }
}
