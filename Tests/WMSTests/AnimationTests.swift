import Failures
import Gateway
import TestSupport
import Testing
import Zarr

@testable import WMS

/// Pictures that follow each other in one file: as many as TIME means, each like the map of its time.
@Suite struct AnimationTests {
    private static func query(_ changes: [String: String?]) -> String {
        MapFixture.mapQuery(
            [
                "FORMAT": "image/apng", "TIME": "2024-02-28/2024-03-02", "COLORSCALERANGE": nil,
                "ELEVATION": "5",
            ]
            .merging(changes) { $1 }
        )
    }

    /// The chunks of a PNG file.
    private func chunks(_ file: [UInt8]) -> [(type: String, data: [UInt8])] {
        var (place, chunks) = (8, [(String, [UInt8])]())
        while place + 12 <= file.count {
            let length = file[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard place + 12 + length <= file.count else { break }
            let type = String(decoding: file[(place + 4)..<(place + 8)], as: UTF8.self)
            chunks.append((type, Array(file[(place + 8)..<(place + 8 + length)])))
            place += 12 + length
        }
        return chunks
    }

    @Test(arguments: [
        ("2024-02-28/2024-03-02", 3), ("2024-02-28,2024-03-01", 2), ("2024-02-28/2024-03-02/P2D", 2),
        ("2024-02-29", 1),
        ("2024", 3),
    ])
    func oneFrameForEachStep(time: String, count: Int) throws {
        let answer = try MetadataTests.days().get(Self.query(["TIME": time]))
        #expect(answer.status == 200 && answer.fields["Content-Type"] == "image/apng", "\(answer.text)")
        let chunks = chunks(answer.body)
        #expect(chunks.first { $0.type == "acTL" }?.data.prefix(4).last == UInt8(count))
        #expect(chunks.count { $0.type == "fcTL" } == count)
        // Numbers of what belongs to frames run through (W3C PNG, section 4.9).
        let numbers = chunks.filter { ["fcTL", "fdAT"].contains($0.type) }.map { $0.data[3] }
        #expect(numbers == (0..<numbers.count).map { UInt8($0) })
        // A third of a second, no disposal, no blending.
        let control = Array(chunks.first { $0.type == "fcTL" }?.data.dropFirst(20) ?? [])
        #expect(control == [1, 77, 3, 232, 0, 0])
    }

    /// Each frame, put into a file of its own, is the map of its time to the pixel.
    @Test func framesAreTheMapsOfTheirTimes() throws {
        let fixture = try MetadataTests.days()
        let chunks = chunks(try fixture.get(Self.query([:])).body)
        let head = chunks.prefix { $0.type != "fcTL" }.filter { $0.type != "acTL" }
        let frames = chunks.filter { ["IDAT", "fdAT"].contains($0.type) }.map {
            $0.type == "fdAT" ? Array($0.data.dropFirst(4)) : $0.data
        }
        for (frame, time) in zip(frames, ["2024-02-28", "2024-02-29", "2024-03-01"]) {
            let map = try fixture.map(["TIME": time, "COLORSCALERANGE": nil, "ELEVATION": "5"])
            let own = self.chunks(map.body)
            #expect(own.first { $0.type == "IDAT" }?.data == frame)
            #expect(own.first { $0.type == "PLTE" }?.data == head.first { $0.type == "PLTE" }?.data)
        }
        #expect(Set(frames).count == 3)
    }

    @Test func webPHasFramesToo() throws {
        let fixture = try MetadataTests.days()
        let answer = try fixture.get(
            Self.query(["FORMAT": "image/webp", "ANIMATION": "TRUE", "FRAMERATE": "10"])
        )
        #expect(answer.status == 200 && answer.fields["Content-Type"] == "image/webp")
        #expect(answer.body.prefix(4).elementsEqual("RIFF".utf8))
        #expect(String(decoding: answer.body, as: Unicode.ASCII.self).components(of: "ANMF") == 3)
        // Without ANIMATION it is the picture of the last step.
        let one = try fixture.get(Self.query(["FORMAT": "image/webp"]))
        #expect(
            one.status == 200
                && String(decoding: one.body, as: Unicode.ASCII.self).components(of: "ANMF") == 0
        )
    }

    @Test(arguments: [
        (["ANIMATION": "TRUE", "FORMAT": "image/png"], "InvalidFormat"),
        (["ANIMATION": "TRUE", "FORMAT": "image/gif"], "InvalidFormat"),
        (["TIME": "1066/1067"], "InvalidDimensionValue"),
        (["TIME": "2024-03-01/2024-02-01"], "InvalidDimensionValue"),
        (["FRAMERATE": "0"], ""), (["FRAMERATE": "x"], ""), (["ANIMATION": "maybe"], ""),
        (["BBOX": "1,1,1,1"], ""),
        (["EXCEPTIONS": "loud"], ""), (["WIDTH": "3000", "HEIGHT": "3000"], ""),
        (["LAYERS": "felt"], "LayerNotDefined"),
    ])
    func whatIsWrongIsRefused(changes: [String: String], code: String) throws {
        let answer = try MetadataTests.days().get(Self.query(changes.mapValues { $0 }))
        #expect(
            (400..<500).contains(answer.status) && MapFixture.exceptionCode(answer) == code,
            "\(answer.text)"
        )
    }

    @Test func moreFramesThanTheOperatorAllowsAreRefused() throws {
        var settings = WMSSettings()
        settings.animationFrames = 2
        let fixture = MapFixture(try MetadataTests.days().cube, settings: settings)
        let answer = try fixture.get(Self.query([:]))
        #expect(answer.status == 413 && answer.text.contains("means 3 pictures"), "\(answer.text)")
        #expect(try fixture.get(Self.query(["TIME": "2024-02-28,2024-02-29"])).status == 200)
    }

    @Test func whatItCostsIsToldAndHeldAgainstTheLimits() throws {
        let fixture = try MetadataTests.days()
        let dry = try fixture.get(Self.query(["DRYRUN": "1"]))
        #expect(dry.status == 200 && dry.text.contains("\"shape\":[3,18,36]"), "\(dry.text)")
        #expect(fixture.cube.dataChunksRead == 0)
    }

    @Test func capabilitiesNameItWhereTimesAre() throws {
        let with = try MetadataTests.days().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(with.contains("<Format>image/apng</Format>"))
        #expect(
            try !MapFixture.globe().get("SERVICE=WMS&REQUEST=GetCapabilities").text.contains("image/apng")
        )
    }

    /// Everything seen is a part of the tag.
    @Test func theTagIsOfWhatIsSeen() throws {
        let fixture = try MetadataTests.days()
        let tag = try fixture.get(Self.query([:])).fields["ETag"]
        #expect(try tag == fixture.get(Self.query(["TIME": "2024"])).fields["ETag"])
        for changes in [
            ["TIME": "2024-02"], ["FRAMERATE": "5"], ["ELEVATION": "50"], ["COLORSCALERANGE": "0,1"],
        ] {
            #expect(try tag != fixture.get(Self.query(changes.mapValues { $0 })).fields["ETag"])
        }
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
