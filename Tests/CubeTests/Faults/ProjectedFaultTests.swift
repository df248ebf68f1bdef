import CRS
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Axes and mappings of projections that are none, and the disk of a satellite at its limb (digest: cf.md, sections 9 and 11).
@Suite struct ProjectedFaultTests {
    private typealias Change = (inout OddStore) -> Void

    private static func disk(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        refused: String? = nil,
        _ change: Change
    ) -> StoreFault { StoreFault(description, .geostationary(), kind, problems, refused: refused, change) }

    private static func polar(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        refused: String? = nil,
        _ change: Change
    ) -> StoreFault { StoreFault(description, .polar(), kind, problems, refused: refused, change) }

    /// What is told of a view whose height is missing.
    private static let incomplete = MetadataProblem.unknownGridMapping(
        name: "crs",
        projection: "geostationary"
    )

    static let disks = [
        disk("as it should be", "projected") { _ in },
        disk("no height", nil, [incomplete]) { $0.set("crs", "perspective_point_height", .null) },
        disk("a height of zero", nil, refused: "grid_mapping_name") {
            $0.set("crs", "perspective_point_height", 0)
        },
        disk("a height below the ground", nil, refused: "grid_mapping_name") {
            $0.set("crs", "perspective_point_height", -35_785_831)
        },
        disk("a height in words", nil, [incomplete]) { $0.set("crs", "perspective_point_height", "high") },
        disk("a height that is no number", nil, [incomplete]) {
            $0.set("crs", "perspective_point_height", "NaN")
        },
        disk("a height beyond all numbers", nil, refused: "grid_mapping_name") {
            $0.set("crs", "perspective_point_height", 1e300)
        },
        disk("a sweep around nothing", "projected") { $0.set("crs", "sweep_angle_axis", "z") },
        disk("a meridian in words", "projected") {
            $0.set("crs", "longitude_of_projection_origin", "Greenwich")
        },
        disk("a meridian at infinity", "projected") {
            $0.set("crs", "longitude_of_projection_origin", "Infinity")
        },
        disk("an Earth of no size", "projected", [.noFigureOfTheEarth]) {
            $0.set("crs", "semi_major_axis", 0)
        },
        disk("an Earth inside out", "projected", [.noFigureOfTheEarth]) {
            $0.set("crs", "semi_major_axis", -6_378_137)
        },
        disk("an Earth of one dimension", "projected") { $0.set("crs", "semi_minor_axis", 0) },
        disk("angles that all see space", "projected", [.notMonotonic]) {
            $0.fill("x", 1)
            $0.fill("y", 1)
        },
        disk("angles that are equal", "projected", [.notMonotonic]) { $0.fill("x", 0) },
        disk("angles that are none", nil, [.noPositions]) { $0.fill("x", .nan) },
        disk("infinite angles", nil, [.noPositions]) { $0.fill("y", .infinity) },
        disk("one angle is none", "projected", [.positionsMissing(count: 1)]) { $0.put("x", [4: .nan]) },
        disk("angles beyond all numbers", "projected", [.notMonotonic]) { $0.fill("x", 1e300) },
        disk("angles in kelvin", nil, [.unknownAxisUnits("K")]) { $0.set("x", "units", "K") },
        disk("no units", "projected") {
            $0.set("x", "units", .null)
            $0.set("y", "units", .null)
        },
        disk("angles in no order", "projected", [.notMonotonic]) { $0.put("x", [0: 0.1, 5: -0.1]) },
        disk("a scale of zero", "projected") { $0.set("x", "scale_factor", 0) },
    ]

    static let maps = [
        polar("as it should be", "projected") { _ in },
        polar("no mapping", nil, [.absentGridMapping(name: "nothing")]) {
            $0.set("v", "grid_mapping", "nothing")
        },
        polar("the data as its mapping", nil) { $0.set("v", "grid_mapping", "v") },
        polar("a mapping that is a number", nil) { $0.set("v", "grid_mapping", 3) },
        polar("a mapping of no name", nil, [.unknownGridMapping(name: "crs", projection: nil)]) {
            $0.set("crs", "grid_mapping_name", .null)
        },
        polar("an unknown mapping", nil, [.unknownGridMapping(name: "crs", projection: "flat")]) {
            $0.set("crs", "grid_mapping_name", "flat")
        },
        polar("a code beside an unknown mapping", "projected") {
            $0.set("crs", "grid_mapping_name", "flat")
            $0.set("crs", "epsg_code", "EPSG:3413")
        },
        polar("a mapping of degrees", nil) {
            $0.set("crs", "grid_mapping_name", "latitude_longitude")
        },
        polar("no figure of the Earth", "projected", [.noFigureOfTheEarth]) {
            $0.set("crs", "semi_major_axis", .null)
            $0.set("crs", "inverse_flattening", .null)
        },
        polar("a flattening of a disk", nil, refused: "grid_mapping_name") {
            $0.set("crs", "inverse_flattening", 1)
        },
        polar("a flattening that is no number", "projected") { $0.set("crs", "inverse_flattening", "NaN") },
        polar("a parallel in words", "projected") { $0.set("crs", "standard_parallel", "north") },
        polar("two parallels", "projected") { $0.set("crs", "standard_parallel", [70, 80]) },
        polar("a pole that is none", "projected") { $0.set("crs", "latitude_of_projection_origin", 12) },
        polar("easting that is no number", "projected") { $0.set("crs", "false_easting", "NaN") },
        polar("a scale of zero", "projected") { $0.set("crs", "scale_factor_at_projection_origin", 0) },
        polar("a text of no system", "projected", refused: "crs_wkt") {
            $0.set("crs", "crs_wkt", "PROJCS[\"x\"")
        },
        polar("a text that opens files", "projected", refused: "crs_wkt") {
            $0.set("crs", "crs_wkt", "+proj=stere +nadgrids=/etc/passwd")
        },
        polar("a text of many bytes", "projected", refused: "crs_wkt") {
            $0.set("crs", "crs_wkt", .string(String(repeating: "A[", count: 40_000)))
        },
        polar("metres that are equal", "projected", [.notMonotonic]) { $0.fill("y", 0) },
        polar("metres beyond the map", "projected") { $0.write("x", (0..<7).map { 1e12 + Double($0) }) },
        polar("metres beyond all numbers", "projected", [.notMonotonic]) { $0.fill("x", -1e300) },
        polar("a unit without meaning", nil, [.unknownAxisUnits("parsnip")]) {
            $0.set("x", "units", "parsnip")
        },
        polar("axes of other lengths", nil, [.dimensionsDisagree(names: ["y", "x"])]) {
            $0.shape("x", [("x", 6)])
        },
        polar("an axis in a table", nil) { $0.shape("x", [("x", 7), ("other", 1)]) },
        polar("no axis", nil) { $0.drop("y") },
        polar("a transform that is none", "projected") { $0.set("crs", "GeoTransform", "1 2 3") },
    ]

    @Test(arguments: disks + maps) func areFound(_ fault: StoreFault) throws { try fault.check() }
}
