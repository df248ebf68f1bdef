import CRS
@testable import CF
import Foundation
import JSON
import Testing

@testable import Cube
@testable import Grids

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
                try? Projector(text: text),
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
                let back = projector.place(x: projected.x, y: projected.y)
                #expect(abs(back.latitude - place.latitude) < 1e-7, "\(text) \(point) \(back)")
            }
        }
    }
}
