import Execution
import Gateway
import TestSupport
import Testing

@testable import Maps
@testable import WMS

/// Names of styles that neighbours use, formats of pictures, and parameters that do nothing.
struct StyleTests {
    private func globe() throws -> MapFixture {
        try MapFixture(Globe.axes(from: 0, descending: true) + [Globe.field(from: 0) { $0 + $1 }])
    }

    @Test(arguments: [
        ("", "raster/viridis"), ("default", "raster/viridis"), ("raster", "raster/viridis"),
        ("raster/default", "raster/viridis"), ("default-scalar", "raster/viridis"),
        ("default-scalar/default", "raster/viridis"), ("boxfill/default", "raster/viridis"),
        ("boxfill", "raster/viridis"), ("default-scalar/psu-viridis", "raster/viridis"),
        ("default-scalar/seq-Greys", "raster/greys"), ("boxfill/div-RdBu", "raster/rdbu"),
        ("default-scalar/div-RdBu-inv", "raster/rdbu-inv"), ("boxfill/redblue", "raster/rdbu-inv"),
        ("default-scalar/seq-GreysRev", "raster/greys-inv"),
        ("default-scalar/seq-GreysRev-inv", "raster/greys"),
        ("raster/RdBu", "raster/rdbu"), ("raster/default-inv", "raster/viridis-inv"),
        ("default-scalar/x-Sst", "raster/thermal"),
    ])
    func namesOfNeighboursAreUnderstood(name: String, same: String) throws {
        let fixture = try globe()
        let (one, other) = try (fixture.map(["STYLES": name]), fixture.map(["STYLES": same]))
        #expect(one.status == 200 && one.body == other.body)
    }

    @Test(arguments: [
        "raster/nothing", "boxfill/", "default/viridis", "isolines/viridis", "/", "viridis/raster",
    ])
    func otherNamesAreRefused(name: String) throws {
        let answer = try globe().map(["STYLES": name])
        #expect(answer.status == 400 && MapFixture.exceptionCode(answer) == "StyleNotDefined")
    }

    @Test func aPaletteOfItsOwnParameter() throws {
        let fixture = try globe()
        let greys = try fixture.map(["STYLES": "raster/greys"]).body
        #expect(try fixture.map(["PALETTE": "greys"]).body == greys)
        #expect(try fixture.map(["PALETTE": "greys", "STYLES": "boxfill"]).body == greys)
        #expect(try fixture.map(["PALETTE": "greys", "STYLES": "raster/magma"]).body != greys)
        #expect(try MapFixture.exceptionCode(fixture.map(["PALETTE": "gr"])) == "StyleNotDefined")
        let legend = "VERSION=1.1.1&REQUEST=GetLegendGraphic&LAYER=field"
        #expect(
            try fixture.get(legend + "&PALETTE=greys").body
                == fixture.get(legend + "&STYLE=raster/greys").body
        )
    }

    @Test(arguments: [
        "AUTOSCALE", "QUALITY", "CONTRAST", "INTERPOLATION", "ENV",
    ])
    func parametersWithoutEffectAreNamed(name: String) throws {
        let fixture = try globe()
        let plain = try fixture.map()
        #expect(plain.fields.all("Warning").isEmpty)
        let answer = try fixture.map([name: "1"])
        #expect(answer.fields.all("Warning") == ["199 - \"\(name) has no effect here\""])
        #expect(answer.status == 200 && answer.body == plain.body)
        let legend = try fixture.get(
            "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&\(name.lowercased())=1"
        )
        #expect(legend.fields.all("Warning") == ["199 - \"\(name) has no effect here\""])
    }

    @Test(arguments: ["1.3.0", "1.1.1"], PictureEncoders.all.map(\.mediaType))
    func everyFormatIsOfferedAndAnswered(version: String, type: String) throws {
        let fixture = try globe()
        let capabilities = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities&VERSION=\(version)").text
        // GetMap and GetLegendGraphic.
        #expect(capabilities.ranges(of: "<Format>\(type)</Format>").count >= 2)
        let crs = version == "1.3.0" ? "CRS" : "SRS"
        var changes: [String: String?] = [
            "VERSION": version, "CRS": nil, "FORMAT": type, "BBOX": "0,0,10000000,10000000",
        ]
        changes[crs] = "EPSG:3857"
        let map = try fixture.map(changes)
        #expect(map.status == 200 && map.fields["Content-Type"] == type)
        let query =
            "VERSION=\(version)&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=\(PercentCoding.encode(type))"
        let legend = try fixture.get(query)
        #expect(legend.status == 200 && legend.fields["Content-Type"] == type)
        let starts: [[UInt8]] = [[0x89, 0x50], [0xFF, 0xD8], Array("RI".utf8)]
        for answer in [map, legend] { #expect(starts.contains(Array(answer.body.prefix(2)))) }
        let error = try fixture.map(
            changes.merging(["LAYERS": "nothing", "EXCEPTIONS": "INIMAGE"]) { $1 }
        )
        #expect(error.fields["Content-Type"] == type)
    }

    @Test func jpegIsOpaqueAndSaysSo() throws {
        let fixture = try globe()
        let clear = try fixture.map(["FORMAT": "image/jpeg"])
        #expect(clear.fields.all("Warning") == ["199 - \"TRANSPARENT has no effect here\""])
        let opaque = try fixture.map(["FORMAT": "image/jpeg", "TRANSPARENT": "FALSE"])
        #expect(opaque.body == clear.body && opaque.fields["ETag"] == clear.fields["ETag"])
        #expect(opaque.fields.all("Warning").isEmpty)
        let blue = try fixture.map(["FORMAT": "image/jpeg", "BGCOLOR": "0x0000FF", "BBOX": "0,100,10,110"])
        let white = try fixture.map(["FORMAT": "image/jpeg", "BBOX": "0,100,10,110"])
        #expect(blue.body != white.body)
    }

    @Test(arguments: [("true", 140, 280), ("false", 280, 60)])
    func legendsStandOrLie(isVertical: String, width: Int, height: Int) throws {
        let fixture = try globe()
        let legend = "VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=field&FORMAT=image/png"
        let picture = try #require(DecodedPNG(fixture.get(legend + "&VERTICAL=\(isVertical)").body))
        #expect(picture.width == width && picture.height == height)
        #expect(try MapFixture.exceptionCode(fixture.get(legend + "&VERTICAL=perhaps")) == "")
    }

    @Test func picturesOfErrorsAreBounded() throws {
        let answer = try globe().map([
            "LAYERS": "nothing", "EXCEPTIONS": "BLANK", "FORMAT": "image/webp", "WIDTH": "4096",
            "HEIGHT": "4096",
        ])
        #expect(MapFixture.exceptionCode(answer) == "LayerNotDefined")
    }

    @Test func aPictureTooLargeForMemoryIsRefusedByItsFormat() throws {
        let fixture = try MapFixture(
            Globe.axes(from: 0, descending: true) + [Globe.field { $0 + $1 }],
            budget: 40 << 20
        )
        let size: [String: String?] = ["WIDTH": "2000", "HEIGHT": "2000"]
        #expect(try fixture.map(size).status == 200)
        let answer = try fixture.map(size.merging(["FORMAT": "image/webp"]) { $1 })
        #expect(answer.status == 413)
    }
}
