import Execution
import Failures
import Gateway
import JSON
import TestSupport
import Testing
import Zarr

/// GetTimeseries, GetVerticalProfile, GetTransect and GetVerticalSection against the values that the fixture is made of.
@Suite struct PlotTests {
    /// The middle of the cell in row 0, column 2 of `MetadataTests.days`.
    private static let pixel =
        "VERSION=1.3.0&LAYERS=field&STYLES=&CRS=CRS:84&BBOX=-180,-90,180,90&WIDTH=36&HEIGHT=18&I=22&J=4"
    private static let line = "VERSION=1.3.0&LAYERS=field&STYLES=&CRS=CRS:84&LINESTRING=-170%2040,170%2040"

    private func csv(_ request: String, _ rest: String) throws -> [[String]] {
        let answer = try MetadataTests.days().get("REQUEST=\(request)&\(rest)&FORMAT=text/csv")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.fields["Content-Type"]?.hasPrefix("text/csv") == true)
        return answer.text.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func aSeriesHasAllTimes() throws {
        let rows = try csv("GetTimeseries", Self.pixel + "&ELEVATION=50")
        #expect(rows[0] == ["time", "depth [m]", "longitude", "latitude", "field [degC]"])
        #expect(
            rows.dropFirst().map { $0 } == [
                ["2024-02-28T00:00:00Z", "50", "45", "45", "102"],
                ["2024-02-29T00:00:00Z", "50", "45", "45", "1102"],
                ["2024-03-01T00:00:00Z", "50", "45", "45", "2102"],
            ]
        )
    }

    @Test(arguments: [
        ("TIME=2024-02-29/2024-03-02", ["1002", "2002"]),
        ("TIME=2024-02-28,2024-03-01", ["2", "2002"]),
        ("TIME=2024-02-28/2024-03-02/P2D", ["2", "2002"]), ("TIME=2024-02", ["2", "1002"]),
        ("TIME=2024-02-29T00:00:00.000Z", ["1002"]), ("TIME=latest", ["2002"]),
        ("TIME=2024-02-29&ELEVATION=5,50", ["1002", "1102"]),
        ("TIME=2024-02-29&ELEVATION=0/99", ["1002", "1102"]),
    ])
    func aSeriesOfSomeTimes(rest: String, values: [String]) throws {
        let elevation = rest.contains("ELEVATION") ? "" : "&ELEVATION=5"
        let rows = try csv("GetTimeseries", "\(Self.pixel)\(elevation)&\(rest)")
        #expect(rows.dropFirst().map { $0.last ?? "" } == values)
    }

    @Test(arguments: [
        ("TIME=2024-02-28", ["2", "102"]), ("TIME=2024-02-28&ELEVATION=10/90", ["102"]),
        ("TIME=2024-02-28,2024-03-01", ["2", "102", "2002", "2102"]), ("", ["2002", "2102"]),
    ])
    func aProfileHasAllLevels(rest: String, values: [String]) throws {
        let rows = try csv("GetVerticalProfile", "\(Self.pixel)&\(rest)")
        #expect(rows.dropFirst().map { $0.last ?? "" } == values)
    }

    @Test func aTransectHasTheCellsInTheirOrder() throws {
        let there = try csv("GetTransect", Self.line + "&TIME=2024-02-28&ELEVATION=5").dropFirst()
        #expect(there.map { $0.last ?? "" } == ["0", "1", "2", "3"])
        #expect(there.map { $0[2] } == ["-135", "-45", "45", "135"])
        let back = Self.line.replacing("-170%2040,170%2040", with: "170%2040,-170%2040,-170%20-40,170%20-40")
        let rows = try csv("GetTransect", back + "&TIME=2024-02-28&ELEVATION=5").dropFirst()
        // The last cell has no value.
        #expect(rows.map { $0.last ?? "" } == ["3", "2", "1", "0", "10", "11", "12", ""])
    }

    /// In 1.3.0 corners are in the order of the system's axes, as boxes are.
    @Test func cornersAreInTheOrderOfTheAxes() throws {
        let swapped = "VERSION=1.3.0&LAYERS=field&STYLES=&CRS=EPSG:4326&LINESTRING=40%20-170,40%20170"
        let old = "VERSION=1.1.1&LAYERS=field&STYLES=&SRS=EPSG:4326&LINESTRING=-170%2040,170%2040"
        let metres =
            "VERSION=1.3.0&LAYERS=field&STYLES=&CRS=EPSG:3857&LINESTRING=-19000000%204865942,19000000%204865942"
        for line in [swapped, old, metres] {
            let rows = try csv("GetTransect", line + "&TIME=2024-02-28&ELEVATION=5").dropFirst()
            #expect(rows.map { $0.last ?? "" } == ["0", "1", "2", "3"])
        }
    }

    @Test func aSectionHasAllLevelsOfTheLine() throws {
        let rows = try csv("GetVerticalSection", Self.line + "&TIME=2024-02-29").dropFirst()
        #expect(
            rows.map { $0.last ?? "" } == [1000, 1001, 1002, 1003, 1100, 1101, 1102, 1103].map { "\($0)" }
        )
        #expect(rows.map { $0[1] } == ["5", "5", "5", "5", "50", "50", "50", "50"])
    }

    @Test(arguments: [
        ("application/prs.coverage+json", "application/prs.coverage+json"),
        ("application/prs.coverage json", "application/prs.coverage+json"),
        ("application/vnd.cov+json", "application/vnd.cov+json"), ("text/json", "application/vnd.cov+json"),
    ])
    func coveragesAreCoverageJSON(format: String, type: String) throws {
        let answer = try MetadataTests.days().get(
            "REQUEST=GetTransect&\(Self.line)&TIME=2024-02-28&ELEVATION=5&FORMAT=\(PercentCoding.encode(format))"
        )
        #expect(answer.status == 200 && answer.fields["Content-Type"] == type, "\(answer.text)")
        let document = try JSONParser.parse(answer.body)
        let coverage = try #require(document.objectValue)
        let domain = try #require(coverage["domain"]?.objectValue)
        #expect(domain["domainType"] == "MultiPoint")
        let composite = domain["axes"]?.objectValue?["composite"]?.objectValue
        #expect(composite?["values"]?.arrayValue?.count == 4)
        #expect(coverage["ranges"]?.objectValue?["field"]?.objectValue?["values"] == [0, 1, 2, 3])
    }

    /// Layers that are asked for together are told together, and one alone as it is.
    @Test func aLayerTwiceAndInOtherUnits() throws {
        let rows = try csv("GetTimeseries", Self.pixel + "&ELEVATION=5&UNITS=K&TIME=2024-02-28")
        #expect(rows[0].last == "field [K]" && rows[1].last == "275.15")
    }

    @Test(arguments: ["GetTimeseries", "GetVerticalProfile", "GetTransect", "GetVerticalSection"])
    func plotsAreDrawn(request: String) throws {
        let fixture = try MetadataTests.days()
        let along = request == "GetTransect" || request == "GetVerticalSection"
        let query = "REQUEST=\(request)&\(along ? Self.line : Self.pixel)"
        for size in ["", "&CHARTWIDTH=60&CHARTHEIGHT=60", "&CHARTWIDTH=1000&CHARTHEIGHT=64"] {
            let answer = try fixture.get(query + size + "&INFO_FORMAT=image/png")
            #expect(answer.status == 200 && answer.fields["Content-Type"] == "image/png", "\(answer.text)")
            let picture = try #require(DecodedPNG(answer.body))
            let sides =
                size.isEmpty
                ? [700, 600] : size.split(separator: "&").compactMap { Int($0.split(separator: "=")[1]) }
            #expect([picture.width, picture.height] == sides)
            let colours = Set(
                (0..<(picture.width * picture.height)).map { Array(picture.rgba[($0 * 4)..<($0 * 4 + 3)]) }
            )
            #expect(colours.count > 5 && colours.contains([255, 255, 255]))
        }
        let answer = try fixture.get(query + "&INFO_FORMAT=image/svg%2Bxml")
        #expect(answer.status == 200 && answer.fields["Content-Type"] == "image/svg+xml")
        #expect(answer.text.contains("<svg") && answer.text.hasSuffix("</svg>\n"))
        #expect(!answer.text.contains("<script") && !answer.text.contains("<of>"))
    }

    @Test func theTagIsOfWhatIsSeen() throws {
        let fixture = try MetadataTests.days()
        func tag(_ rest: String, request: String = "GetTimeseries") throws -> String? {
            try fixture.get("REQUEST=\(request)&\(Self.pixel)&\(rest)").fields["ETag"]
        }
        let first = try tag("INFO_FORMAT=image/png")
        #expect(try first != nil && first == tag("INFO_FORMAT=image/png&COLORSCALERANGE=0,1"))
        for other in [
            "INFO_FORMAT=image/svg%2Bxml", "INFO_FORMAT=image/png&CHARTWIDTH=300",
            "INFO_FORMAT=image/png&ELEVATION=50", "INFO_FORMAT=image/png&UNITS=K",
        ] {
            #expect(try tag(other) != first)
        }
    }

    @Test(arguments: [
        ("GetTimeseries", pixel + "&FORMAT=image/gif", "InvalidFormat"),
        ("GetTimeseries", pixel + "&TIME=1066", "InvalidDimensionValue"),
        ("GetTimeseries", pixel + "&TIME=2024-03-02/2024-02-28", "InvalidDimensionValue"),
        ("GetTimeseries", pixel + "&TIME=soon", "InvalidDimensionValue"),
        ("GetTimeseries", pixel + "&I=99", ""),
        ("GetTimeseries", pixel.replacing("I=22", with: "I=36"), "InvalidPoint"),
        ("GetTimeseries", pixel.replacing("I=22&J=4", with: ""), "InvalidPoint"),
        ("GetTimeseries", pixel + "&QUERY_LAYERS=felt", "LayerNotDefined"),
        ("GetTimeseries", pixel.replacing("180,90", with: "180,9999999"), "InvalidPoint"),
        ("GetTimeseries", pixel + "&CHARTWIDTH=5000", ""),
        ("GetTimeseries", pixel + "&CHARTHEIGHT=5", ""), ("GetTimeseries", pixel + "&CHARTHEIGHT=x", ""),
        ("GetTransect", line.replacing("-170%2040,170%2040", with: ""), ""),
        ("GetTransect", line.replacing("-170%2040,170%2040", with: "0%200"), ""),
        ("GetTransect", line.replacing("170%2040", with: "170"), ""),
        ("GetTransect", line.replacing("170%2040", with: "nan%20nan"), ""),
        ("GetTransect", line.replacing("170%2040", with: "1e99%200"), ""),
        ("GetTransect", line.replacing("-170%2040,170%2040", with: "1%201,1%201"), ""),
        ("GetTransect", line.replacing("CRS:84", with: "EPSG:999999"), "InvalidCRS"),
        ("GetTransect", line + "&TIME=2024-02-28/2024-02-27", "InvalidDimensionValue"),
        ("GetVerticalSection", line + "&ELEVATION=7000", "InvalidDimensionValue"),
        ("GetVerticalSection", line + "&ELEVATION=a/b", "InvalidDimensionValue"),
        ("GetTransect", line.replacing("-170%2040,170%2040", with: "0%20200,10%20200"), "InvalidPoint"),
        ("GetTransects", line, "OperationNotSupported"),
        ("GetTransect", line.replacing("LAYERS=field", with: "LAYERS=felt"), "LayerNotDefined"),
        (
            "GetTransect",
            line.replacing(
                "-170%2040,170%2040",
                with: (0..<5000).map { "\($0 % 90)%20\($0 % 45)" }.joined(separator: ",")
            ), ""
        ),
    ])
    func whatIsWrongIsRefused(request: String, query: String, code: String) throws {
        let answer = try MetadataTests.days().get("REQUEST=\(request)&\(query)")
        #expect((400..<500).contains(answer.status), "\(answer.status)")
        #expect(MapFixture.exceptionCode(answer) == code, "\(answer.text)")
    }

    /// A field without levels or times has no profile and no series.
    @Test(arguments: ["GetTimeseries", "GetVerticalProfile", "GetVerticalSection"])
    func aLayerWithoutWhatItRunsAlong(request: String) throws {
        let line = request == "GetVerticalSection" ? Self.line : Self.pixel
        let answer = try MapFixture.globe().get("REQUEST=\(request)&\(line)")
        #expect(MapFixture.exceptionCode(answer) == "LayerNotQueryable", "\(answer.text)")
    }

    /// What it costs is told and held against the limits before anything is read.
    @Test func costIsKnownBeforehand() throws {
        let fixture = try MetadataTests.days()
        let dry = try fixture.get("REQUEST=GetVerticalSection&\(Self.line)&FORMAT=text/csv&DRYRUN=1")
        #expect(dry.status == 200 && dry.text.contains("\"limits\""))
        #expect(fixture.cube.dataChunksRead == 0)
        var limits = Limits()
        limits.decodedBytes = 64
        let small = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field { $0 + $1 }],
            limits: limits
        )
        let answer = try small.get("REQUEST=GetTransect&\(Self.line)&FORMAT=text/csv")
        #expect(answer.status == 413 && MapFixture.exceptionCode(answer) != nil, "\(answer.text)")
    }
}
