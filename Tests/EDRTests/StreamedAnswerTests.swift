import Cube
import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import EDR

/// Answers that are streamed, in pieces or through the disk, are byte for byte those that are read whole.
@Suite struct StreamedAnswerTests {
    private static let grid = FixtureGrid([
        .latitudes((0..<6).map { 50 + Double($0) }),
        .axis("member", [1, 2, 3], attributes: [("standard_name", "realization")]),
        .longitudes((0..<8).map { Double($0) }),
        .axis("time", (0..<5).map { Double($0) }, units: "hours since 2024-03-01"),
        .axis("level", [1000, 850, 700, 500], units: "hPa"),
    ])
    private static let chunks: [String: [Int]] = [
        // Chunks along time and level, across members, and of one member's map.
        "deep": [2, 1, 3, 5, 4], "mixed": [3, 3, 4, 2, 1], "flat": [6, 1, 8, 1, 1],
    ]

    private func cube(_ streaming: StreamSizes, spool: Spool = Spool(), limits: Limits = Limits()) throws
        -> CubeFixture
    {
        var arrays = Self.grid.coordinates
        for (number, (name, edges)) in Self.chunks.sorted(by: { $0.key < $1.key }).enumerated() {
            arrays.append(
                Self.grid.numbered(name, chunkShape: edges) { place -> Float in
                    place % 97 == 5 ? .nan : Float(place + 10_000 * number) / 4
                }
            )
        }
        let kinds = (0..<(6 * 8 * 5)).map { Int16($0 % 50 - 1) }
        arrays.append(
            FixtureArray(
                "kind",
                [("lon", 8), ("lat", 6), ("time", 5)],
                .int16,
                kinds,
                attributes: [("_FillValue", -1)],
                chunkShape: [8, 1, 5]
            )
        )
        return try CubeFixture(
            id: "cube",
            arrays: arrays,
            limits: limits,
            budget: 4 << 20,
            spool: spool,
            streaming: streaming
        )
    }

    private static let questions = [
        "cube?bbox=-1,49,9,57", "cube?bbox=1.5,50.5,6.5,54.5&member=2", "position?coords=POINT(3.2 52.1)",
        "position?coords=MULTIPOINT((3 52),(7 55),(0 50))&datetime=2024-03-01T01:00Z/2024-03-01T03:00Z",
        "area?coords=POLYGON((0 50,7 50,3 55.5,0 50))", "cube?bbox=-1,49,9,57&parameter-name=kind",
        "area?coords=POLYGON((0 50,7 50,3 55.5,0 50))&parameter-name=deep&z=850&member=1,3",
        "cube?bbox=-1,49,9,57&parameter-name=deep,mixed&datetime=2024-03-01T02:00Z",
    ]

    @Test(
        arguments: questions,
        [StreamSizes(wanted: 40, tolerated: 80), StreamSizes(wanted: 400, tolerated: 1000)]
    )
    func theSameBytes(question: String, sizes: StreamSizes) throws {
        let address = "/edr/collections/cube/" + question.replacing(" ", with: "%20")
        let spool = Spool(maxBytes: 1 << 20)
        let streamed = try cube(sizes, spool: spool)
        let expected = try EDRFixture.ask(address, [cube(StreamSizes())])
        let answer = try EDRFixture.ask(address, [streamed])
        #expect(expected.status == 200, "\(expected.text.prefix(300))")
        #expect(answer.text == expected.text)
        #expect(answer.fields["ETag"] == expected.fields["ETag"])
        #expect(streamed.ledger.reserved == 0)
        // All that lay on disk is gone: the whole of it can be taken again.
        #expect(throws: Never.self) { try spool.open(bytes: 1 << 20) }
    }

    /// The rule of the plan holds for coverages as for arrays: no chunk is decoded more than four times.
    @Test func chunksAreDecodedFourTimesAtMost() throws {
        let address = "/edr/collections/cube/cube?bbox=-1,49,9,57"
        let streamed = try cube(StreamSizes(wanted: 400, tolerated: 1000))
        #expect(try EDRFixture.ask(address, [streamed]).status == 200)
        for (name, edges) in Self.chunks {
            let chunks = zip(Self.grid.shape, edges).reduce(1) { $0 * (($1.0 + $1.1 - 1) / $1.1) }
            let read = try #require(streamed.chunks[name]).chunksRead
            #expect((chunks...(4 * chunks)).contains(read), "\(name): \(read) of \(chunks)")
        }
    }

    @Test func roomOnDiskIsALimit() throws {
        var limits = Limits()
        limits.spoolBytes = 1000
        let small = try cube(StreamSizes(wanted: 400, tolerated: 1000), limits: limits)
        let address = "/edr/collections/cube/cube?bbox=-1,49,9,57&parameter-name=deep"
        let answer = try EDRFixture.ask(address, [small])
        #expect(answer.status == 413)
        #expect(answer.text.contains("spool_bytes"))
        #expect(small.dataChunksRead == 0)
    }

    /// What is held at a time is reserved: a worker of less memory than the values waits for none of it.
    @Test func memoryIsReservedForPieces() throws {
        let streamed = try cube(StreamSizes(wanted: 400, tolerated: 1000))
        let address = "/edr/collections/cube/cube?bbox=-1,49,9,57&parameter-name=flat"
        #expect(try EDRFixture.ask(address, [streamed]).status == 200)
        let values = Self.grid.shape.reduce(1, *) * 9
        // A block of unpacked values and one of text are the only parts that do not follow the sizes of the test.
        #expect(streamed.ledger.maxReserved < (1 << 15) * 9 + (128 << 10) + values)
    }
}
