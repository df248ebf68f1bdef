import JSON
import Testing

@testable import CRS

/// Descriptions of reference systems without the areas that they are for.
@Suite struct SystemDescriptionTests {
    private static let words = ["AREA", "BBOX", "USAGE", "REMARK", "\"area\"", "\"bbox\"", "\"usages\""]

    /// They mean the same system, as places of pyproj show.
    @Test(arguments: ReferenceSystemTests.Sample.all)
    func meanTheSame(sample: ReferenceSystemTests.Sample) throws {
        let left = try #require(SystemDescription.withoutExtents(sample.text))
        for word in Self.words { #expect(!left.contains("\(word)[") && !left.contains("\(word):")) }
        let (one, other) = (try Projector(text: sample.text), try Projector(text: left))
        for point in sample.points {
            let (place, again) = (
                one.project(longitude: point[0], latitude: point[1]),
                other.project(longitude: point[0], latitude: point[1])
            )
            #expect(place == again)
        }
    }

    @Test(
        arguments: [
            ("EPSG:28992", "EPSG:28992"), ("", ""), ("the AREA that is meant", "the AREA that is meant"),
            ("+proj=utm +zone=32", "+proj=utm +zone=32"),
            ("GEOGCS[\"AREA of mine\",UNIT[\"degree\",1]]", "GEOGCS[\"AREA of mine\",UNIT[\"degree\",1]]"),
            (
                "GEOGCRS[\"x\",CS[ellipsoidal,2],USAGE[SCOPE[\"s\"],AREA[\"Texel\"],BBOX[52,4,53,5]],ID[\"EPSG\",4326]]",
                "GEOGCRS[\"x\",CS[ellipsoidal,2],ID[\"EPSG\",4326]]"
            ),
            ("GEOGCRS(\"x\", area (\"Texel\"),\n bbox(52,4,53,5))", "GEOGCRS[\"x\"]"),
            ("GEOGCRS[\"x\",REMARK[\"of Texel\"]]", "GEOGCRS[\"x\"]"), ("AREA[\"Texel\"]", nil),
            ("GEOGCRS[\"x\",AREA[\"Texel\"", nil), ("GEOGCRS[\"x\",AREA[\"Te\u{1}xel\"]]", nil),
            (
                #"{"name":"x","area":"Texel","bbox":{"south_latitude":52},"base_crs":{"usages":[{"area":"y"}],"id":1}}"#,
                #"{"name":"x","base_crs":{"id":1}}"#
            ),
            (#"{"name":"x"  }"#, #"{"name":"x"  }"#), (#"{"area":"#, nil),
        ] as [(String, String?)]
    )
    func areLeftWithoutAreas(_ text: String, _ left: String?) {
        #expect(SystemDescription.withoutExtents(text) == left)
    }
}
