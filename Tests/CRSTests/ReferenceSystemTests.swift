import Foundation
import JSON
import Testing

@testable import CRS

/// Texts of reference systems as stores hold them: those that reach PROJ, and those that must not.
@Suite struct ReferenceSystemTests {
    /// A text and places that pyproj projected (`Tests/Fixtures/make_reference_systems.py`).
    struct Sample: Sendable, CustomTestStringConvertible {
        let text: String
        let kind: String
        let points: [[Double]]

        var testDescription: String { String(text.prefix(60)) }

        static let all: [Sample] = {
            let file = Bundle.module.url(
                forResource: "reference-systems",
                withExtension: "jsonl",
                subdirectory: "Fixtures"
            )
            let text = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
            return text.split(separator: "\n").compactMap { line in
                guard let sample = try? JSONParser.parse(String(line)),
                    let text = sample["text"]?.stringValue,
                    let kind = sample["kind"]?.stringValue, let points = sample["points"]?.arrayValue
                else { return nil }
                let numbers = points.map { $0.arrayValue?.compactMap(\.doubleValue) ?? [] }
                return Sample(text: text, kind: kind, points: numbers)
            }
        }()
    }

    @Test func theTableIsThere() {
        #expect(Sample.all.count == 56)
    }

    /// Which of EPSG's shifts of NAD83, which are a metre apart, is taken, changes with PROJ's database.
    private func isNAD83(_ text: String) -> Bool { text.contains("NAD83") || text.contains("NAD_1983") }

    /// Within a centimetre of pyproj (1e-7 degrees), both ways: WKT of both versions, GDAL's and ESRI's, PROJJSON, PROJ
    /// texts, codes, URNs and addresses; projected, rotated, bound and compound.
    @Test(arguments: Sample.all)
    func agreesWithPyproj(sample: Sample) throws {
        let projector = try Projector(text: sample.text)
        #expect(projector.isGeographic == (sample.kind == "geographic"))
        #expect(projector.isRotatedPole == (sample.kind == "rotated"))
        for point in sample.points {
            let (x, y) = projector.project(longitude: point[0], latitude: point[1])
            let tolerance = isNAD83(sample.text) ? 4 : sample.kind == "projected" ? 0.01 : 1e-7
            let degrees = isNAD83(sample.text) ? 2e-5 : 1e-6
            #expect(abs(x - point[2]) < tolerance && abs(y - point[3]) < tolerance, "\(x) \(y) \(point)")
            let back = projector.unproject(x: point[2], y: point[3])
            #expect(abs(back.longitude - point[0]) < degrees && abs(back.latitude - point[1]) < degrees)
        }
    }

    /// The unit of EPSG:2263 is the US survey foot, 1200/3937 m.
    @Test func unitsOfTheProjectionAreKnown() throws {
        for sample in Sample.all where sample.text.contains("Long Island") || sample.text.hasSuffix("us-ft") {
            #expect(abs(try Projector(text: sample.text).metresPerUnit - 1200.0 / 3937) < 1e-12)
        }
        #expect(try Projector(text: "EPSG:32631").metresPerUnit == 1)
    }

    /// A geostationary view is known in every form, for axes in radians.
    @Test func heightsOfGeostationaryViewsAreKnown() throws {
        let views = Sample.all.filter { $0.text.lowercased().contains("geostationary") }
        #expect(views.count == 3)
        for view in views { #expect(try Projector(text: view.text).heightInMetres == 35_786_023) }
    }

    /// Refusals say what is wrong, in words.
    @Test(arguments: [
        ("LOCAL_CS[\"site\",LOCAL_DATUM[\"d\",0],UNIT[\"metre\",1]]", "engineering"),
        (
            "ENGCRS[\"site\",EDATUM[\"d\"],CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT[\"metre\",1]]",
            "engineering"
        ),
        ("{\"type\":\"EngineeringCRS\",\"name\":\"site\"}", "engineering"),
        ("VERTCRS[\"h\",VDATUM[\"d\"],CS[vertical,1],AXIS[\"h\",up],LENGTHUNIT[\"metre\",1]]", "vertical"),
        ("EPSG:5773", "vertical"), ("EPSG:4978", "geocentric"),
        ("EPSG:1671", "cannot"), ("", "empty"), ("   ", "empty"), ("/etc/passwd", "/etc/passwd"),
        ("+proj=tinshift", "tinshift"), ("+proj=utm +file=x", "file"), ("EPSG:999999", "cannot"),
        ("GEOGCS[\"x\"", "cannot be read"), ("PROJCS[\"x\",FOO[1]]", "FOO"),
        ("+proj=lcc +lat_1=1e400", "1e400"), ("+proj=lcc +lat_1=nan", "nan"),
        ("+proj=lcc +lat_1=0x10", "0x10"),
        ("+proj=isea", "isea"),
    ])
    func refusalsSayWhy(text: String, word: String) {
        let refusal = #expect(throws: ReferenceSystemRefusal.self) { try Projector(text: text) }
        #expect(refusal?.text.contains(word) ?? false, "\(refusal?.text ?? "")")
    }

    /// What a refusal repeats of a text is short, however long the text is.
    @Test func refusalsAreShort() {
        let long = String(repeating: "x", count: 60_000)
        for text in [
            long, "+proj=\(long)", "\(long)[1]", "PROJCS[\"x\",\(long)[1]]",
            "PROJCS[\"x\",PROJECTION[\"\(long)\"]]",
        ] {
            let refusal = #expect(throws: ReferenceSystemRefusal.self) { try Projector(text: text) }
            #expect((refusal?.text.utf8.count ?? .max) < 300)
        }
    }

    @Test func longAndDeepTextsAreRefused() {
        let long = "+proj=longlat " + String(repeating: " ", count: 70_000)
        #expect(throws: ReferenceSystemRefusal.tooLong(bytes: 70_014, limit: 65_536)) {
            try ProjectionDefinition(long)
        }
        let deep = String(repeating: "PROJCS[", count: 9000) + String(repeating: "]", count: 900)
        #expect(throws: ReferenceSystemRefusal.self) { try ProjectionDefinition(deep) }
        let nested =
            String(repeating: "{\"base_crs\":", count: 5000) + "1" + String(repeating: "}", count: 5000)
        #expect(throws: ReferenceSystemRefusal.self) { try ProjectionDefinition(nested) }
    }

    /// Remarks, in which PROJ reads texts of its own, and what else is no number or name do not go on.
    @Test func whatReachesPROJIsWrittenAnew() throws {
        let wkt = """
            projcs["u",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298.25]],PRIMEM["Greenwich",0],
            UNIT("degree",0.0174532925199433)],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",9],
            UNIT["metre",1],REMARK["PROJ CRS string: +proj=merc +nadgrids=/x"]]
            """
        let text = try ProjectionDefinition(wkt).text
        #expect(text.hasPrefix("PROJCS[\"u\",GEOGCS[") && !text.contains("REMARK") && !text.contains("/x"))
        #expect(text.contains("UNIT[\"degree\",0.0174532925199433]"))
        #expect(try ProjectionDefinition("proj=latlong  ellps=WGS84").text == "+proj=longlat +ellps=WGS84")
        #expect(try ProjectionDefinition("+init=EPSG:4326 +no_defs").text == "EPSG:4326")
    }
}
