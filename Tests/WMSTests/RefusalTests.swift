import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import WMS

/// Requests that deserve no map: the standard's code, 4xx, nothing read.
struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let changes: [String: String?]
        /// "" for an exception without a code.
        let code: String
        var status = 400

        init(_ description: String, _ changes: [String: String?], _ code: String = "") {
            testDescription = description
            self.changes = changes
            self.code = code
        }

        static let all = [
            Case("no version", ["VERSION": nil]),
            Case("no layers", ["LAYERS": nil]),
            Case("empty layers", ["LAYERS": ""]),
            Case("unknown layer", ["LAYERS": "nothing"], "LayerNotDefined"),
            Case("layer in another case", ["LAYERS": "FIELD"], "LayerNotDefined"),
            Case("markup as a layer", ["LAYERS": "<a&b>\"'"], "LayerNotDefined"),
            Case("first layer unknown", ["LAYERS": "nothing,field"], "LayerNotDefined"),
            Case("second layer unknown", ["LAYERS": "field,nothing"], "LayerNotDefined"),
            Case("a coordinate as a layer", ["LAYERS": "lat"], "LayerNotDefined"),
            Case("too many layers", ["LAYERS": Array(repeating: "field", count: 17).joined(separator: ",")]),
            Case("unknown style", ["STYLES": "sparkles"], "StyleNotDefined"),
            Case("unknown palette", ["STYLES": "raster/virides"], "StyleNotDefined"),
            Case("palette inverted twice", ["STYLES": "raster/viridis-inv-inv"], "StyleNotDefined"),
            Case("two styles for a layer", ["STYLES": "default,default"]),
            Case("no reference system", ["CRS": nil]),
            Case("unknown reference system", ["CRS": "UndefinedCRS"], "InvalidCRS"),
            Case("a code that EPSG lacks", ["CRS": "EPSG:999999"], "InvalidCRS"),
            Case("a projection as text", ["CRS": "+proj=merc +nadgrids=/etc/passwd"], "InvalidCRS"),
            Case("no box", ["BBOX": nil]),
            Case("three numbers", ["BBOX": "0,0,1"]),
            Case("five numbers", ["BBOX": "0,0,1,1,2"]),
            Case("words", ["BBOX": "a,b,c,d"]),
            Case("not a number", ["BBOX": "nan,0,1,1"]),
            Case("infinite", ["BBOX": "0,0,inf,1"]),
            Case("too large an exponent", ["BBOX": "0,0,1e999,1"]),
            Case("hexadecimal", ["BBOX": "0x0,0,1,1"]),
            Case("west of west", ["BBOX": "1,0,0,1"]),
            Case("no width", ["BBOX": "0,0,0,1"]),
            Case("south of south", ["BBOX": "0,1,1,0"]),
            Case("no height", ["BBOX": "0,0,1,0"]),
            Case("width 0", ["WIDTH": "0"]),
            Case("width below 0", ["WIDTH": "-5"]),
            Case("width missing", ["WIDTH": nil]),
            Case("width in words", ["WIDTH": "abc"]),
            Case("half a pixel", ["WIDTH": "100.5"]),
            Case("width beyond 64 bits", ["WIDTH": "99999999999999999999"]),
            Case("both gigantic", ["WIDTH": "2000000000", "HEIGHT": "2000000000"]),
            Case("no format", ["FORMAT": nil]),
            Case("unknown format", ["FORMAT": "UnknownFormat"], "InvalidFormat"),
            Case("a format that is not offered", ["FORMAT": "image/gif"], "InvalidFormat"),
            Case("background in words", ["BGCOLOR": "reddish"]),
            Case("background of nine digits", ["BGCOLOR": "0xFFFFFFFFF"]),
            Case("transparent perhaps", ["TRANSPARENT": "perhaps"]),
            Case("exceptions of another kind", ["EXCEPTIONS": "SOMETHING"]),
            Case("range of one number", ["COLORSCALERANGE": "1"]),
            Case("range from high to low", ["COLORSCALERANGE": "2,1"]),
            Case("range without end", ["COLORSCALERANGE": "0,inf"]),
            Case("logarithm of 0", ["COLORSCALERANGE": "0,1", "LOGSCALE": "true"]),
            Case("an animation in a format of pictures", ["ANIMATION": "true"], "InvalidFormat"),
            Case("perhaps an animation", ["ANIMATION": "perhaps"]),
            Case("a service of another kind", ["SERVICE": "WFS"]),
            Case("an operation of another kind", ["REQUEST": "GetBogus"], "OperationNotSupported"),
            Case("no operation", ["REQUEST": nil]),
        ]
    }

    @Test(arguments: Case.all)
    func isRefusedBeforeAnythingIsRead(request: Case) throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.map(request.changes)
        #expect(answer.status == 400)
        #expect(answer.fields["Content-Type"] == "text/xml")
        #expect(MapFixture.exceptionCode(answer) == request.code, "\(answer.text)")
        #expect(answer.body.count < 2000)
        #expect(fixture.cube.dataChunksRead == 0)
    }

    /// Over a limit, whose advice passes: of 4097 × 18 the proportion stays, 4096 × 17; a side of 9 digits is one too.
    @Test(
        arguments: [
            (["WIDTH": "4097"], "picture_side", "With WIDTH=4096&HEIGHT=17 it passes."),
            (["WIDTH": "100000"], "picture_side", "With WIDTH=4096&HEIGHT=1 it passes."),
            (["HEIGHT": "100000"], "picture_side", "With WIDTH=1&HEIGHT=4096 it passes."),
            (["WIDTH": "8192", "HEIGHT": "4096"], "pixels", "With WIDTH=4096&HEIGHT=2048 it passes."),
            (
                ["WIDTH": "999999999", "HEIGHT": "999999999"], "pixels",
                "With WIDTH=4096&HEIGHT=4096 it passes."
            ),
        ] as [([String: String?], String, String)]
    )
    func picturesOverALimitAreTooLarge(changes: [String: String?], limit: String, advice: String) throws {
        let fixture = try MapFixture.globe()
        for request in ["GetMap", "GetFeatureInfo"] {
            var changes = changes.merging(["REQUEST": request, "QUERY_LAYERS": "field"]) { $1 }
            (changes["I"], changes["J"]) = ("0", "0")
            let answer = try fixture.map(changes)
            #expect(answer.status == 413)
            let words = answer.text.replacing("&#39;", with: "'").replacing("&amp;", with: "&")
            #expect(words.contains("('limits: \(limit)')"), "\(words)")
            #expect(request != "GetMap" || words.contains(advice), "\(words)")
            changes["DRYRUN"] = "1"
            let plan = try JSONParser.parse(fixture.map(changes).text)
            #expect(plan["passes"] == false && plan["over"]?.stringValue == limit)
        }
        #expect(fixture.cube.dataChunksRead == 0)
        let picture = try fixture.map(changes.merging(["EXCEPTIONS": "INIMAGE"]) { $1 })
        #expect(picture.status == 413 && MapFixture.exceptionCode(picture) == "")
    }

    /// The limit of a site, and the largest square where the pixels allow less: 70² = 4900 of 5000.
    @Test(arguments: [(100, 1 << 24, 100), (4096, 5000, 70), (5000, 1 << 24, 4096)])
    func capabilitiesTellTheLargestSides(side: Int, pixels: Int, told: Int) throws {
        var limits = Limits()
        (limits.pictureSide, limits.pixels) = (side, pixels)
        let fixture = try MapFixture.globe(limits: limits, budget: 1 << 30)
        let document = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(document.contains("<MaxWidth>\(told)</MaxWidth>"))
        #expect(document.contains("<MaxHeight>\(told)</MaxHeight>"))
        guard told <= 100 else { return }
        #expect(try fixture.map(["WIDTH": "\(told)", "HEIGHT": "\(told)"]).status == 200)
        #expect(try fixture.map(["WIDTH": "\(told + 1)", "HEIGHT": "\(told + 1)"]).status == 413)
    }

    /// 100² values of 4 bytes are 40,000 bytes, of 40,803 not 101² either.
    @Test func capabilitiesKnowTheLimitOnBytes() throws {
        var limits = Limits()
        limits.outputBytes = 40_803
        let fixture = try MapFixture.globe(limits: limits)
        let document = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities").text
        let told = try #require(Self.told(document))
        #expect(told == 100 || told == 71, "\(told)")
        #expect(try fixture.map(["WIDTH": "\(told)", "HEIGHT": "\(told)"]).status == 200)
        #expect(try fixture.map(["WIDTH": "\(told + 1)", "HEIGHT": "\(told + 1)"]).status == 413)
    }

    /// What is told passes in every format while the worker holds as much as it may; of the dearest one pixel a side more
    /// does not.
    ///
    /// What it holds is not seen in what is told.
    @Test(arguments: [1 << 20, 3 << 20, 20 << 20]) func capabilitiesKnowTheMemory(budget: Int) throws {
        let document = try MapFixture.globe(budget: budget).get("SERVICE=WMS&REQUEST=GetCapabilities").text
        let fixture = try MapFixture.globe(budget: budget)
        let ledger = fixture.cube.ledger
        let held = try ledger.hold(ledger.maxHeld - ledger.held, context: .background(seconds: 1))
        defer { withExtendedLifetime(held) {} }
        #expect(try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities").text == document)
        let told = try #require(Self.told(document))
        let all = ["image/png", "image/png; mode=32bit", "image/jpeg", "image/webp"]
        let formats = all.filter { document.contains("<Format>\($0)</Format>") }
        func statuses(_ side: Int, _ formats: [String]) throws -> [Int] {
            try formats.map { format in
                let plan = try fixture.map([
                    "WIDTH": "\(side)", "HEIGHT": "\(side)", "FORMAT": format, "DRYRUN": "1",
                ])
                return try JSONParser.parse(plan.text)["passes"] == true ? 200 : 413
            }
        }
        // WebP takes some megabytes for any picture: where it has none, it is not offered, and refused with a way out.
        #expect(formats.count == (budget < 5 << 20 ? 3 : 4))
        for format in all where !formats.contains(format) {
            #expect(try statuses(1, [format]) == [413])
            let refusal = try fixture.map(["WIDTH": "10", "HEIGHT": "5", "FORMAT": format])
            #expect(refusal.text.contains("With FORMAT=image/png it passes."), "\(refusal.text)")
        }
        let (most, more) = (try statuses(told, formats), try statuses(told + 1, formats))
        #expect(told < 4096 && most.allSatisfy { $0 == 200 } && more.contains(413), "\(told) \(most) \(more)")
    }

    private static func told(_ document: String) -> Int? {
        document.firstRange(of: "<MaxWidth>").flatMap {
            Int(document[$0.upperBound...].prefix(while: \.isNumber))
        }
    }

    @Test(arguments: ["%zz", "LAYERS=%ff", "LAYERS=%00%01%0A%FF"])
    func aQueryThatCannotBeDecodedIsAnException(query: String) throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.get(MapFixture.mapQuery() + "&" + query)
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "")
    }

    @Test func controlCharactersDoNotSpoilTheDocument() throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.map(["LAYERS": "a\u{0}\u{1}b"])
        #expect(MapFixture.exceptionCode(answer) == "LayerNotDefined")
        #expect(!answer.body.contains(0) && !answer.body.contains(1))
    }

    @Test func oldVersionsHaveTheirOwnExceptions() throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.map(["VERSION": "1.1.1", "CRS": nil, "SRS": "UndefinedSRS"])
        #expect(answer.fields["Content-Type"] == "application/vnd.ogc.se_xml")
        #expect(MapFixture.exceptionCode(answer) == "InvalidSRS")
        #expect(answer.text.contains("<!DOCTYPE ServiceExceptionReport") && !answer.text.contains("xmlns"))
    }

    @Test func blankExceptionsAreBackground() throws {
        let fixture = try MapFixture.globe()
        for (transparent, expected) in [("FALSE", [255, 0, 0, 255] as [UInt8]), ("TRUE", [255, 0, 0, 0])] {
            let answer = try fixture.map([
                "LAYERS": "nothing", "EXCEPTIONS": "BLANK", "BGCOLOR": "0xFF0000", "TRANSPARENT": transparent,
            ])
            let picture = try #require(DecodedPNG(answer.body))
            #expect(picture.width == 36 && picture.height == 18)
            for pixel in 0..<(36 * 18) {
                #expect(picture.rgba[pixel * 4 + 3] == expected[3])
                if expected[3] == 255 {
                    #expect(picture.rgba[pixel * 4] == 255 && picture.rgba[pixel * 4 + 1] == 0)
                }
            }
        }
    }

    @Test func exceptionsInPicturesCanBeRead() throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.map([
            "LAYERS": "nothing", "EXCEPTIONS": "INIMAGE", "TRANSPARENT": "FALSE", "WIDTH": "300",
            "HEIGHT": "60",
        ])
        #expect(answer.fields["Content-Type"] == "image/png")
        let picture = try #require(DecodedPNG(answer.body))
        let dark = (0..<(300 * 60)).filter { picture.rgba[$0 * 4] < 128 }.count
        #expect(dark > 200 && dark < 6000)
    }

    @Test func aWrongFormatCannotBeAnsweredWithAPicture() throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.map(["FORMAT": "image/nonsense", "EXCEPTIONS": "INIMAGE"])
        #expect(MapFixture.exceptionCode(answer) == "InvalidFormat")
    }

    @Test(arguments: [("nothing", 404), ("fixture/more", 404), ("-bad-", 404)])
    func otherAddressesAreNotFound(dataset: String, status: Int) throws {
        let fixture = try MapFixture.globe()
        let answer = try fixture.get(MapFixture.mapQuery(), dataset: dataset)
        #expect(answer.status == status && MapFixture.exceptionCode(answer) == "")
    }

    /// What is in the store and no layer is not denied.
    @Test(arguments: [
        ("name", "its values are texts"), ("empty", "it has no values, as it is empty along 'n'; DAP4"),
        ("lat", "it tells where other variables are"),
    ])
    func whatIsNoLayerIsNotDenied(name: String, reason: String) throws {
        let empty = FixtureArray("empty", [("n", 0), ("lat", 36)], .float32, [Float](), chunkShape: [1, 36])
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field { $0 + $1 }, empty],
            texts: [FixtureTexts("name", along: "lat", (0..<36).map { "\($0)" })]
        )
        for request in ["GetMap", "GetLegendGraphic"] {
            let answer = try fixture.map(["LAYERS": name, "LAYER": name, "REQUEST": request])
            #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "LayerNotDefined")
            let words = answer.text.replacing("&#39;", with: "'")
            #expect(words.contains("The layer '\(name)' is not served here: \(reason)"), "\(words)")
        }
    }

    @Test func aLimitOnCoordinatesIsNamed() throws {
        var limits = Limits()
        limits.coordinateBytes = 300
        let fixture = try MapFixture.globe(limits: limits)
        let words = try fixture.map().text.replacing("&#39;", with: "'")
        #expect(words.contains("The layer 'field' is not served here: its coordinate '"), "\(words)")
        #expect(words.contains("of which 'limits: coordinate_bytes' leaves"), "\(words)")
    }

    /// Over one limit or several: the picture that is advised passes.
    @Test func whoFollowsTheAdvicePasses() throws {
        var random = SplitMix(state: 3)
        var (advised, doubled) = (0, 0)
        let field = Globe.field(from: -180, chunkShape: [6, 6]) { $0 + $1 }
        for _ in 0..<80 {
            var limits = Limits()
            if Bool.random(using: &random) { limits.outputBytes = Int.random(in: 4...40_000, using: &random) }
            if Bool.random(using: &random) { limits.chunks = Int.random(in: 1...40, using: &random) }
            if Bool.random(using: &random) { limits.pixels = Int.random(in: 1...5000, using: &random) }
            if Bool.random(using: &random) {
                limits.decodedBytes = Int.random(in: 100...4000, using: &random)
            }
            let fixture = try MapFixture(Globe.axes(from: -180, descending: true) + [field], limits: limits)
            let changes: [String: String?] = [
                "WIDTH": "\(Int.random(in: 1...300, using: &random))",
                "HEIGHT": "\(Int.random(in: 1...300, using: &random))",
            ]
            let answer = try fixture.map(changes)
            guard answer.status == 413 else { continue }
            let words = answer.text.replacing("&amp;", with: "&")
            guard let advice = words.firstMatch(of: /With ([A-Z]+=[^ ]*) it passes\./)?.1 else {
                #expect(words.contains("Not even one value"), "\(words)")
                #expect(try Self.places.allSatisfy { try fixture.map($0).status == 413 }, "\(words)")
                continue
            }
            advised += 1
            var next = changes
            for pair in advice.split(separator: "&") {
                let halves = pair.split(separator: "=")
                next[String(halves[0])] = String(halves[1])
            }
            #expect(try fixture.map(next).status == 200, "\(changes) \(words)")
            // Four times as much of the same is too much: what is advised is no crumb of what passes.
            guard let more = Self.doubled(next, within: changes) else { continue }
            doubled += 1
            #expect(try fixture.map(more).status == 413, "\(changes) \(words)")
        }
        #expect(advised > 20 && doubled > 10)
    }

    /// One pixel in each chunk of 6 × 6 cells of 5°.
    private static let places: [[String: String?]] = (0..<12).flatMap { column in
        (0..<6).map { row in
            let (x, y) = (-180 + 30 * column + 13, -90 + 30 * row + 13)
            return ["WIDTH": "1", "HEIGHT": "1", "BBOX": "\(x),\(y),\(x + 1),\(y + 1)"]
        }
    }

    /// A picture of twice the sides, or of a box of twice the sides about the same point; nil where that is more than was
    /// asked for, or where both were cut.
    private static func doubled(_ advised: [String: String?], within asked: [String: String?]) -> [String:
        String?]?
    {
        var more = advised
        let sides = ["WIDTH", "HEIGHT"].map { name in
            (name, Int((advised[name] ?? nil) ?? "") ?? 0, Int((asked[name] ?? nil) ?? "") ?? 0)
        }
        let hasSides = sides.contains { $0.1 != $0.2 }
        guard let box = advised["BBOX"] ?? nil else {
            guard hasSides, sides.allSatisfy({ 2 * $0.1 <= $0.2 }) else { return nil }
            for (name, side, _) in sides { more[name] = "\(2 * side)" }
            return more
        }
        guard !hasSides else { return nil }
        var ends = box.split(separator: ",").compactMap { Double($0) }
        for (low, whole) in [(0, -180.0...180.0), (1, -90.0...90.0)] {
            let (length, all) = (ends[low + 2] - ends[low], whole.upperBound - whole.lowerBound)
            guard 2 * length <= all else { return nil }
            let place = (ends[low] - whole.lowerBound) / (all - length)
            ends[low] = whole.lowerBound + (all - 2 * length) * place
            ends[low + 2] = ends[low] + 2 * length
        }
        more["BBOX"] = ends.map { "\($0)" }.joined(separator: ",")
        return more
    }

    /// One chunk of four is allowed, and all four meet in the middle: a quarter of the field is one of them.
    @Test(arguments: ["CRS:84", "EPSG:4326"]) func aBoxBesideTheMiddleIsAdvised(crs: String) throws {
        var limits = Limits()
        limits.chunks = 1
        let field = Globe.field(from: -180, chunkShape: [18, 36]) { $0 + $1 }
        let fixture = try MapFixture(Globe.axes(from: -180, descending: true) + [field], limits: limits)
        let box = crs == "CRS:84" ? "-180,-90,180,90" : "-90,-180,90,180"
        let answer = try fixture.map(["CRS": crs, "BBOX": box])
        #expect(answer.status == 413)
        let words = answer.text.replacing("&#39;", with: "'")
        let part = crs == "CRS:84" ? "-180.0,-90.0,0.0,0.0" : "-90.0,-180.0,0.0,0.0"
        #expect(
            words.contains("needs 4 chunks; the limit is 1 ('limits: chunks'). With BBOX=\(part) it"),
            "\(words)"
        )
        #expect(try fixture.map(["CRS": crs, "BBOX": part]).status == 200)
    }

    @Test func tooManyPixelsNameASmallerPicture() throws {
        var limits = Limits()
        limits.pixels = 200
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field(from: 0) { $0 + $1 }],
            limits: limits
        )
        let answer = try fixture.map()
        #expect(answer.status == 413)
        let text = answer.text.replacing("&#39;", with: "'")
        for words in [
            "needs 648 pixels", "is 200 ('limits: pixels'). With WIDTH=20&amp;HEIGHT=10 it passes.",
        ] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(try fixture.map(["WIDTH": "20", "HEIGHT": "10"]).status == 200)
    }

    @Test(arguments: [
        ("CRS:84", "-180,-90,180,90", "-180.0,-90.0,0.0,0.0"),
        ("EPSG:4326", "-90,-180,90,180", "-90.0,-180.0,0.0,0.0"),
    ])
    func tooManyChunksNameASmallerPart(crs: String, box: String, part: String) throws {
        var limits = Limits()
        limits.chunks = 6
        let field = Globe.field(from: -180, chunkShape: [12, 12]) { $0 + $1 }
        let fixture = try MapFixture(Globe.axes(from: -180, descending: true) + [field], limits: limits)
        let answer = try fixture.map(["CRS": crs, "BBOX": box])
        #expect(answer.status == 413)
        let text = answer.text.replacing("&#39;", with: "'")
        for words in ["needs 18 chunks", "is 6 ('limits: chunks'). With BBOX=\(part) it passes."] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(try fixture.map(["CRS": crs, "BBOX": part]).status == 200)
        let query = MapFixture.mapQuery(["CRS": crs, "BBOX": box, "dryrun": "1"])
        let dryRun = try JSONParser.parse(try fixture.get(query).text)
        #expect(dryRun["passes"]?.boolValue == false && dryRun["over"]?.stringValue == "chunks")
    }
}
