import Gateway
import TestSupport
import Testing
import Glibc

@testable import WMS

/// The capabilities, in both versions.
struct CapabilitiesTests {
    private func fixture() throws -> MapFixture {
        try MapFixture(DimensionTests.arrays, title: "Wind & <weather>")
    }

    static let schemas = SharedData.path.map { $0 + "/data/schemas/" }
    static let canValidate = schemas != nil && access("/usr/bin/xmllint", X_OK) == 0

    @Test(.enabled(if: canValidate, "needs SLUICE_TEST_DATA and xmllint"))
    func isValidAgainstItsSchema() throws {
        let document = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        try validate(document, with: ["--schema", ""])
    }

    @Test(.enabled(if: canValidate, "needs SLUICE_TEST_DATA and xmllint"))
    func isValidAgainstItsDTD() throws {
        let document = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1").text
        try validate(document, with: ["--dtdvalid", "1.1.1/capabilities_1_1_1.dtd"])
    }

    @Test(.enabled(if: canValidate, "needs SLUICE_TEST_DATA and xmllint"))
    func exceptionsAreValidToo() throws {
        let latest = try fixture().map(["LAYERS": "<a&b>"]).text
        try validate(latest, with: ["--schema", "1.3.0/exceptions_1_3_0.xsd"])
        let old = try fixture().map(["VERSION": "1.1.1", "LAYERS": "<a&b>"]).text
        try validate(old, with: ["--dtdvalid", "1.1.1/exception_1_1_1.dtd"])
    }

    /// Runs xmllint on a document without a network: a catalogue leads every address to the folder of schemas.
    private func validate(_ document: String, with arguments: [String]) throws {
        let schemas = try #require(Self.schemas)
        let path = "/tmp/sluice-xml-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let files = [
            path + ".xml": document, path + ".catalog": Self.catalogue(schemas),
            path + ".xsd": Self.bothSchemas,
        ]
        defer { for name in files.keys { unlink(name) } }
        for (name, content) in files {
            let file = try #require(fopen(name, "w"))
            fputs(content, file)
            fclose(file)
        }
        let rules = arguments[1].isEmpty ? path + ".xsd" : schemas + "wms/" + arguments[1]
        let command = "xmllint --nonet --noout \(arguments[0]) '\(rules)' \(path).xml 2>&1"
        let pipe = try #require(popen("XML_CATALOG_FILES=\(path).catalog \(command)", "r"))
        var output = ""
        var buffer = [CChar](repeating: 0, count: 4096)
        while fgets(&buffer, Int32(buffer.count), pipe) != nil {
            output += String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        #expect(pclose(pipe) == 0, "\(output)")
    }

    private static func catalogue(_ schemas: String) -> String {
        let places = [
            ("http://schemas.opengis.net/", schemas), ("http://www.w3.org/1999/", schemas + "w3c/"),
            ("http://www.w3.org/2001/", schemas + "w3c/"),
        ]
        let rules = places.map { start, folder in
            """
            <rewriteSystem systemIdStartString="\(start)" rewritePrefix="file://\(folder)"/>
            <rewriteURI uriStartString="\(start)" rewritePrefix="file://\(folder)"/>
            """
        }
        return "<catalog xmlns=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\">\(rules.joined())</catalog>"
    }

    /// The two schemas that the document names.
    private static let bothSchemas = """
        <schema xmlns="http://www.w3.org/2001/XMLSchema">
        <import namespace="http://www.opengis.net/wms"
            schemaLocation="http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd"/>
        <import namespace="http://www.opengis.net/sld"
            schemaLocation="http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd"/>
        </schema>
        """

    @Test(arguments: [
        (nil, "1.3.0"), ("1.3.0", "1.3.0"), ("100.0.0", "1.3.0"), ("1.1.1", "1.1.1"), ("1.2.0", "1.1.1"),
        ("0.0.0", "1.1.1"), ("1.0.0", "1.1.1"),
    ])
    func versionsAreNegotiated(asked: String?, answered: String) throws {
        let query = "SeRvIcE=WMS&ReQuEsT=%47etCapabilities" + (asked.map { "&VeRsIoN=\($0)" } ?? "")
        let answer = try fixture().get(query)
        #expect(answer.status == 200)
        #expect(answer.text.contains("version=\"\(answered)\""))
        let type = answered == "1.3.0" ? "text/xml" : "application/vnd.ogc.wms_xml"
        #expect(answer.fields["Content-Type"]?.hasPrefix(type) == true)
    }

    @Test func linksAreAbsoluteAndEndInAQuestionMark() throws {
        let text = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(text.contains("xlink:href=\"https://maps.example/cubes/wms/fixture?\""))
        #expect(!text.contains("localhost"))
    }

    @Test func axisOrderFollowsTheAuthority() throws {
        let text = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(text.contains(#"CRS="EPSG:4326" minx="-10.0" miny="20.0" maxx="30.0" maxy="60.0""#))
        #expect(text.contains(#"CRS="CRS:84" minx="20.0" miny="-10.0" maxx="60.0" maxy="30.0""#))
        // pyproj 3.7: (20, -10) and (60, 30).
        #expect(text.contains(#"CRS="EPSG:3857" minx="2226389.8158654715" miny="-1118889.97485"#))
        let old = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1").text
        #expect(old.contains(#"SRS="EPSG:4326" minx="20.0" miny="-10.0" maxx="60.0" maxy="30.0""#))
        #expect(!old.contains("CRS:84"))
    }

    @Test func titlesAreEscaped() throws {
        let text = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(text.contains("<Title>Wind &amp; &lt;weather&gt;</Title>"))
    }

    @Test func dimensionsHaveExtentsAndDefaults() throws {
        let text = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities").text
        #expect(
            text.contains(
                #"<Dimension name="time" units="ISO8601" default="2001-01-01T18:00:00Z" multipleValues="1" "#
                    + #"current="1">2001-01-01T00:00:00Z/2001-01-01T18:00:00Z/PT6H</Dimension>"#
            )
        )
        #expect(
            text.contains(
                #"<Dimension name="elevation" units="hPa" unitSymbol="hPa" default="1000" multipleValues="1""#
                    + #">500,850,1000</Dimension>"#
            )
        )
        #expect(!text.contains("nearestValue"))
        let old = try fixture().get("SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1").text
        #expect(old.contains(#"<Dimension name="time" units="ISO8601"/>"#))
        #expect(
            old.contains(
                #"<Extent name="time" default="2001-01-01T18:00:00Z" multipleValues="1" current="1">"#
                    + "2001-01-01T00:00:00Z/2001-01-01T18:00:00Z/PT6H</Extent>"
            )
        )
    }

    @Test func nothingIsRead() throws {
        let fixture = try fixture()
        _ = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities")
        #expect(fixture.cube.dataChunksRead == 0)
    }
}
