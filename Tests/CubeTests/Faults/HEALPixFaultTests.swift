import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// Statements and lists of pixels that are none, beside those of `HEALPixOpeningTests`.
@Suite struct HEALPixFaultTests {
    private typealias Change = (inout OddStore) -> Void

    private static func whole(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        _ change: Change
    )
        -> StoreFault
    { StoreFault(description, .healpix(), kind, problems, change) }

    private static func listed(
        _ description: String,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        order: String = "nested",
        _ change: Change
    ) -> StoreFault {
        StoreFault(description, .healpix(order: order, isListed: true), kind, problems, change)
    }

    private static func unusable(_ attribute: String) -> [MetadataProblem] {
        [.unusablePixels(attribute: attribute)]
    }

    static let statements = [
        whole("as it should be", "healpix") { _ in },
        whole("the finest level", nil, [.pixelsDisagree(side: 1 << 29, cells: 48)]) {
            $0.set("crs", "refinement_level", 29)
        },
        whole("a level beyond all", nil, unusable("refinement_level")) {
            $0.set("crs", "refinement_level", .integer(.max))
        },
        whole("a level in a list", "healpix") { $0.set("crs", "refinement_level", [1]) },
        whole("two levels", nil, unusable("refinement_level")) { $0.set("crs", "refinement_level", [1, 2]) },
        whole("no level", "healpix") { $0.set("crs", "refinement_level", .null) },
        whole("a side of 2^31", nil, unusable("healpix_nside")) {
            $0.set("crs", "healpix_nside", 2_147_483_648)
        },
        whole("a side below zero", nil, unusable("healpix_nside")) { $0.set("crs", "healpix_nside", -2) },
        whole("a side in words", nil, unusable("healpix_nside")) { $0.set("crs", "healpix_nside", "two") },
        whole("a side and a level that disagree", nil, unusable("refinement_level")) {
            $0.set("crs", "healpix_nside", 4)
        },
        whole("an order that is a number", "healpix", [.orderOfPixelsUnknown]) {
            $0.set("crs", "indexing_scheme", 3)
        },
        whole("an order without a word", "healpix", [.orderOfPixelsUnknown]) {
            $0.set("crs", "indexing_scheme", "")
        },
        whole("an Earth that is flat", nil, [.unusableFigure(flattening: 1)]) {
            $0.set("crs", "inverse_flattening", 1)
        },
        whole("an Earth in words", "healpix") { $0.set("crs", "inverse_flattening", "round") },
        whole("no mapping", nil) { $0.set("v", "grid_mapping", "nothing") },
        whole("the data as its mapping", nil) { $0.set("v", "grid_mapping", "v") },
        whole("a cell too many", nil, [.pixelsDisagree(side: 2, cells: 49)]) {
            $0.shape("v", [("cell", 49)])
        },
        whole("pixels along two dimensions", nil, [.pixelsDisagree(side: 2, cells: 6)]) {
            $0.shape("v", [("a", 8), ("cell", 6)])
        },
    ]

    static let lists = [
        listed("as it should be", "healpix") { _ in },
        listed("pixels that are none", "healpix", [.strayNumbers(count: 2)]) {
            $0.put("cell", [0: -1, 1: 48])
        },
        listed("no pixel is one", nil, [.strayNumbers(count: 16)]) { $0.fill("cell", 48) },
        listed("one pixel again and again", "healpix", [.numbersRepeat(count: 15)]) {
            $0.fill("cell", 5)
        },
        listed("descending", "healpix") { $0.write("cell", (0..<16).map { 47 - 3 * Double($0) }) },
        listed("the finest level", "healpix") { $0.set("crs", "refinement_level", 29) },
        listed("a scale of zero", "healpix") { $0.set("cell", "scale_factor", 0) },
        listed(
            "a list of another length",
            nil,
            [.dimensionsDisagree(names: ["cell"]), .pixelsDisagree(side: 2, cells: 16)]
        ) {
            $0.shape("cell", [("cell", 15)])
        },
        listed("nuniq without a level", "healpix", [.strayNumbers(count: 2)], order: "nuniq") {
            $0.set("crs", "refinement_level", .null)
        },
        listed("zuniq of zero", nil, [.strayNumbers(count: 16)], order: "zuniq") {
            $0.fill("cell", 0)
        },
        listed("zuniq beyond all", nil, [.strayNumbers(count: 16)], order: "zuniq") {
            $0.fill("cell", 0x1p63)
        },
    ]

    @Test(arguments: statements + lists) func areFound(_ fault: StoreFault) throws { try fault.check() }
}
