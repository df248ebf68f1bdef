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

    private static func unusable(_ attribute: String, _ written: String?) -> [MetadataProblem] {
        [.unusablePixels(attribute: attribute, written: written)]
    }

    static let statements = [
        whole("as it should be", "healpix") { _ in },
        whole("the finest level", nil, [.pixelsDisagree(side: 1 << 29, cells: 48)]) {
            $0.set("crs", "refinement_level", 29)
        },
        whole("a level beyond all", nil, unusable("refinement_level", "9223372036854775807")) {
            $0.set("crs", "refinement_level", .integer(.max))
        },
        whole("a level in a list", "healpix") { $0.set("crs", "refinement_level", [1]) },
        whole("two levels", nil, unusable("refinement_level", "[1,2]")) {
            $0.set("crs", "refinement_level", [1, 2])
        },
        whole("no level", "healpix") { $0.set("crs", "refinement_level", .null) },
        whole("a side of 2^31", nil, unusable("healpix_nside", "2147483648")) {
            $0.set("crs", "healpix_nside", 2_147_483_648)
        },
        whole("a side below zero", nil, unusable("healpix_nside", "-2")) {
            $0.set("crs", "healpix_nside", -2)
        },
        whole("a side in words", nil, unusable("healpix_nside", "two")) {
            $0.set("crs", "healpix_nside", "two")
        },
        whole("a side and a level that disagree", nil, unusable("refinement_level", "1")) {
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

    /// As many cells as a sphere of level 2 has, of which attributes say something else: no guess is made against them.
    private static func counted(_ description: String, _ problems: [MetadataProblem], _ change: Change)
        -> StoreFault
    {
        StoreFault(description, .healpix(level: 2), nil, problems, change)
    }

    static let contradictions = [
        counted("another level", [.pixelsDisagree(side: 32, cells: 192)]) {
            $0.set("crs", "refinement_level", 5)
        },
        counted("a level of nothing", unusable("refinement_level", "60")) {
            $0.set("crs", "refinement_level", 60)
        },
        counted("a level below zero", unusable("refinement_level", "-1")) {
            $0.set("crs", "refinement_level", -1)
        },
        counted("an unknown scheme", unusable("indexing_scheme", "foo")) {
            $0.set("crs", "indexing_scheme", "foo")
        },
        counted("zuniq without a list", [.pixelsUnlisted(scheme: "zuniq")]) {
            $0.set("crs", "indexing_scheme", "zuniq")
        },
        counted("a side of zero", unusable("healpix_nside", "0")) {
            $0.set("crs", "refinement_level", .null)
            $0.set("crs", "healpix_nside", 0)
        },
        counted("a side of three", [.sideOfNestedPixels(side: 3)]) {
            $0.set("crs", "refinement_level", .null)
            $0.set("crs", "healpix_nside", 3)
        },
        counted("another side, without the word", [.pixelsDisagree(side: 8, cells: 192)]) {
            $0.set("v", "grid_mapping", .null)
            $0.set("v", "nside", 8)
        },
        counted("no side, without the word", unusable("nside", "0")) {
            $0.set("v", "grid_mapping", .null)
            $0.set("v", "nside", 0)
        },
        counted("a list without a word of its level", unusable("refinement_level", nil)) { store in
            store.set("v", "grid_mapping", .null)
            store.add(
                OddArray(
                    "cell",
                    [("cell", 192)],
                    (0..<192).map { 191 - Double($0) },
                    .int64,
                    [("standard_name", "healpix_index")]
                )
            )
        },
        StoreFault(
            "the same side, without the word",
            .healpix(level: 2),
            "healpix",
            [.orderOfPixelsUnknown]
        ) {
            $0.set("v", "grid_mapping", .null)
            $0.set("v", "nside", 4)
        },
        StoreFault("a side of three and no order", .healpix(level: 2), "healpix") {
            $0.set("crs", "refinement_level", .null)
            $0.set("crs", "indexing_scheme", .null)
            $0.set("crs", "healpix_nside", 3)
            $0.shape("v", [("cell", 108)])
        },
        StoreFault("nothing said", .healpix(level: 2), "healpix", [.pixelsByCount(cells: 192)]) {
            $0.set("v", "grid_mapping", .null)
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

    @Test(arguments: statements + contradictions + lists) func areFound(_ fault: StoreFault) throws {
        try fault.check()
    }
}
