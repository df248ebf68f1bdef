import Foundation
import JSON
import Testing

@testable import Cube

@Suite struct ProjectionTests {
    /// A CF grid mapping and points that pyproj projected; `SLUICE_PROJECTIONS` may name a longer table by the same
    /// script.
    private struct Mapping {
        let attributes: CFAttributes
        var points: [[Double]] = []
    }

    private static func mappings() throws -> [Mapping] {
        let own = Bundle.module.url(
            forResource: "projections",
            withExtension: "txt",
            subdirectory: "Fixtures"
        )
        let longer = ProcessInfo.processInfo.environment["SLUICE_PROJECTIONS"].map(URL.init(fileURLWithPath:))
        var mappings: [Mapping] = []
        for line in try String(contentsOf: #require(longer ?? own), encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("mapping\t") {
                let document = try JSONParser.parse(String(line.dropFirst("mapping\t".count)))
                mappings.append(Mapping(attributes: CFAttributes(try #require(document.objectValue))))
            } else {
                mappings[mappings.count - 1].points.append(
                    line.split(separator: " ").compactMap { Double($0) }
                )
            }
        }
        return mappings
    }

    /// Within a millimetre (rotated poles: 1e-8 degrees) of pyproj, both ways.
    @Test func everyGridMappingAgreesWithPyproj() throws {
        let mappings = try Self.mappings()
        #expect(mappings.count == 20)
        for mapping in mappings {
            let name = mapping.attributes.text("grid_mapping_name") ?? ""
            let words = try #require(CFProjection(mapping.attributes, metresPerUnit: 1).words(), "\(name)")
            let text = (words + EarthFigure(mapping.attributes).words).joined(separator: " ")
            let projector = try #require(
                ProjectionDefinition(.operation, text).flatMap(Projector.init),
                "\(text)"
            )
            let tolerance = name.hasPrefix("rotated") ? 1e-8 : 1e-3
            for point in mapping.points {
                let place = GeographicPoint(longitude: point[0], latitude: point[1])
                let projected = projector.project(place)
                guard point[2].isFinite else {
                    #expect(!projected.x.isFinite, "\(text) \(point)")
                    continue
                }
                let turn = name.hasPrefix("rotated") ? ((projected.x - point[2]) / 360).rounded() * 360 : 0
                #expect(abs(projected.x - point[2] - turn) < tolerance, "\(text) \(point) \(projected)")
                #expect(abs(projected.y - point[3]) < tolerance, "\(text) \(point) \(projected)")
                let back = projector.unproject(x: projected.x, y: projected.y)
                #expect(abs(back.latitude - place.latitude) < 1e-7, "\(text) \(point) \(back)")
            }
        }
    }

    @Test(arguments: [
        "+proj=stere +nadgrids=/etc/passwd", "+init=epsg:4326", "+proj=longlat +geoidgrids=egm96.gtx",
        "+proj=pipeline +step +proj=hgridshift +grids=x.gsb", "/etc/passwd", "file.prj", "",
        "epsg:4326/../../x",
        "+proj=lcc +nadgrids=@null,/etc/passwd +grids=x", "http://example.org/crs", "EPSG:", "EPSG:43 26",
        "+proj=vgridshift +grids=x", "BOUNDCRS[x,PARAMETERFILE[\"grids=evil\"]]",
        "+proj=utm +zone=32 +init=x",
        "PROJCS[\"x\",EXTENSION[\"PROJ4\",\"+proj=merc +nadgrids=secret\"]]", "+proj=xyzgridshift +grids=a",
        "+proj=deformation +ct2=/x", "+proj=gridshift +grids=a",
    ])
    func textsThatNameFilesAreRefused(text: String) {
        #expect(ProjectionDefinition(.system, text).flatMap(Projector.init) == nil)
        #expect(ProjectionDefinition(.operation, text).flatMap(Projector.init) == nil)
    }

    @Test func longTextsAreRefused() {
        #expect(
            ProjectionDefinition(.system, "+proj=longlat " + String(repeating: " ", count: 70_000)) == nil
        )
    }

    @Test(arguments: [
        "EPSG:3413", "+proj=utm +zone=32 +datum=WGS84", "+proj=merc +a=6378137 +b=6378137 +nadgrids=@null",
    ])
    func harmlessTextsWork(text: String) throws {
        #expect(ProjectionDefinition(.system, text).flatMap(Projector.init) != nil)
    }
}
