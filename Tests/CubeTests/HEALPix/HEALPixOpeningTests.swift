import Execution
import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// What says HEALPix, in every spelling; and what only seems to.
@Suite struct HEALPixOpeningTests {
    /// A dataset of one variable `v(time, cell)`, whose cells are numbered.
    private static func dataset(
        cells: Int,
        dimension: String = "cell",
        mapping: [(String, JSONValue)]? = [("grid_mapping_name", "healpix")],
        variable: [(String, JSONValue)] = [],
        group: [(String, JSONValue)] = [],
        others: [FixtureArray] = [],
        limits: Limits = Limits(),
        budget: Int = 256 << 20
    ) throws -> Dataset {
        let values = (0..<2 * cells).map { Float($0 % cells) }
        let named = mapping == nil ? [] : [("grid_mapping", JSONValue.string("crs"))]
        let v = FixtureArray(
            "v",
            [("time", 2), (dimension, cells)],
            .float32,
            values,
            attributes: named + variable
        )
        let time = FixtureArray.times([0.0, 1], "days since 2000-01-01")
        let arrays = [v, time] + (mapping.map { [FixtureArray.mapping($0)] } ?? []) + others
        return try CubeFixture(attributes: group, arrays: arrays, limits: limits, budget: budget).dataset
    }

    private static func list<Number: FixtureNumber>(
        _ numbers: [Number],
        name: String = "cell",
        along dimension: String = "cell",
        attributes: [(String, JSONValue)] = [("standard_name", "healpix_index")],
        chunk: Int? = nil
    ) -> FixtureArray {
        FixtureArray(
            name,
            [(dimension, numbers.count)],
            Number.dataType,
            numbers,
            attributes: attributes,
            chunkShape: chunk.map { [$0] }
        )
    }

    private static func grid(_ dataset: Dataset) -> HEALPixGrid? {
        dataset.variables.first { $0.name == "v" }?.grid as? HEALPixGrid
    }

    private static func problems(_ dataset: Dataset) -> [MetadataProblem] { dataset.findings.map(\.problem) }

    private struct Spelling: CustomTestStringConvertible {
        let testDescription: String
        let side: Int
        let order: HEALPixDivision.Order
        var cells: Int?
        let make: @Sendable (Int) throws -> Dataset
    }

    private static let spellings = [
        Spelling(testDescription: "CF 1.13, nested", side: 8, order: .nested) {
            try dataset(
                cells: $0,
                mapping: [
                    ("grid_mapping_name", "healpix"), ("refinement_level", 3), ("indexing_scheme", "nested"),
                ]
            )
        },
        Spelling(testDescription: "CF 1.13, ring, level as text", side: 4, order: .ring) {
            try dataset(
                cells: $0,
                mapping: [
                    ("grid_mapping_name", "HEALPix"), ("refinement_level", "2"), ("indexing_scheme", "RING"),
                ]
            )
        },
        Spelling(testDescription: "healpix_nside and healpix_order", side: 5, order: .ring) {
            try dataset(
                cells: $0,
                mapping: [
                    ("grid_mapping_name", "healpix"), ("healpix_nside", 5), ("healpix_order", "ring"),
                ]
            )
        },
        Spelling(testDescription: "healpix_order as the level", side: 16, order: .nested) {
            try dataset(cells: $0, mapping: [("healpix_order", 4), ("indexing_scheme", "nested")])
        },
        Spelling(testDescription: "on the variable", side: 2, order: .nested) {
            try dataset(
                cells: $0,
                mapping: nil,
                variable: [("healpix_nside", 2), ("healpix_order", "nest")]
            )
        },
        Spelling(testDescription: "nside and order on the group", side: 4, order: .ring) {
            try dataset(
                cells: $0,
                dimension: "pixels",
                mapping: nil,
                group: [("nside", 4), ("order", "RING")]
            )
        },
        Spelling(testDescription: "dggs on the group", side: 4, order: .nested) {
            let dggs = JSONObject([
                ("name", "healpix"), ("refinement_level", 2), ("indexing_scheme", "nested"),
                ("spatial_dimension", "zone"),
            ])
            return try dataset(cells: $0, dimension: "zone", mapping: nil, group: [("dggs", .object(dggs))])
        },
        Spelling(testDescription: "named, level by the count", side: 4, order: .nested) {
            try dataset(
                cells: $0,
                mapping: [("grid_mapping_name", "healpix"), ("indexing_scheme", "nested")]
            )
        },
        Spelling(testDescription: "by the count alone", side: 4, order: .nested) {
            try dataset(cells: $0, dimension: "cells", mapping: nil)
        },
    ]

    @Test(arguments: spellings) private func wholeSpheres(_ spelling: Spelling) throws {
        let division = try #require(HEALPixDivision(side: spelling.side, order: spelling.order))
        let dataset = try spelling.make(division.count)
        let grid = try #require(Self.grid(dataset))
        #expect(grid.list.numbers == .pixels(division))
        #expect(grid.figure == nil)
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        #expect(variable.gridDimensions == GridDimensions(row: nil, column: 1))
        #expect(dataset.variables.map(\.name) == ["v"])
        let isByCount = spelling.testDescription.hasPrefix("by the count")
        #expect(Self.problems(dataset) == (isByCount ? [.pixelsByCount(cells: 192)] : []))
    }

    private struct Listing: CustomTestStringConvertible {
        let testDescription: String
        let list: @Sendable ([Int]) -> FixtureArray
        var mapping: [(String, JSONValue)] = [
            ("grid_mapping_name", "healpix"), ("refinement_level", 5), ("indexing_scheme", "nested"),
        ]
    }

    private static let listings = [
        Listing(testDescription: "int64, small chunks") { list($0.map { Int64($0) }, chunk: 3) },
        Listing(testDescription: "uint32") { list($0.map { UInt32($0) }) },
        Listing(testDescription: "whole floats") { list($0.map { Double($0) }) },
        Listing(testDescription: "beside the dimension") {
            list($0.map { Int32($0) }, name: "index")
        },
        Listing(testDescription: "xdggs") {
            list(
                $0.map { UInt64($0) },
                name: "cell_ids",
                attributes: [("grid_name", "healpix"), ("level", 5), ("indexing_scheme", "nested")]
            )
        },
        Listing(
            testDescription: "nuniq",
            list: { list($0.map { Int64($0 + 4096) }) },
            mapping: [("grid_mapping_name", "healpix"), ("indexing_scheme", "nuniq")]
        ),
        Listing(
            testDescription: "zuniq",
            list: { list($0.map { Int64(2 * $0 + 1) << 48 }) },
            mapping: [("grid_mapping_name", "healpix"), ("indexing_scheme", "zuniq")]
        ),
    ]

    @Test(arguments: listings) private func lists(_ listing: Listing) throws {
        let pixels = [4000, 4001, 4002, 17, 12287, 0, 555, 556]
        let dataset = try Self.dataset(
            cells: pixels.count,
            mapping: listing.mapping,
            others: [listing.list(pixels)]
        )
        let grid = try #require(Self.grid(dataset))
        let division = try #require(HEALPixDivision(level: 5, order: .nested))
        for (position, pixel) in pixels.enumerated() {
            let centre = try #require(division.centre(of: pixel))
            #expect(grid.cell(containing: centre)?.column == position)
            #expect(grid.centre(of: GridCell(column: position, row: 0)) == centre)
        }
        let absent = try #require(division.centre(of: 3000))
        #expect(grid.cell(containing: absent) == nil)
        #expect(Self.problems(dataset).isEmpty)
        #expect(dataset.variables.map(\.name) == ["v"])
        #expect(dataset.coordinateBytes > 0)
    }

    /// Numbers of the finest level do not fit into doubles.
    @Test func finestPixelsAreKeptWhole() throws {
        let pixels = [3_458_764_513_820_540_927, 1 << 60 + 1, 1 << 60 + 3].map { Int64($0) }
        let dataset = try Self.dataset(
            cells: 3,
            mapping: [
                ("grid_mapping_name", "healpix"), ("refinement_level", 29), ("indexing_scheme", "nested"),
            ],
            others: [Self.list(pixels)]
        )
        #expect(try #require(Self.grid(dataset)).list.list.numbers == pixels.map { Int($0) })
    }

    @Test(
        arguments: [
            ([("semi_major_axis", 6378137.0), ("inverse_flattening", 298.257223563)], 41.938),
            ([("semi_major_axis", 6378.137), ("semi_minor_axis", 6356.752314245)], 41.938),
            ([("reference_ellipsoid_name", "WGS 84")], 41.938),
            ([("earth_radius", 6371229.0)], 41.810), ([("inverse_flattening", 0)], 41.810),
            ([("reference_ellipsoid_name", "sphere")], 41.810), ([], 41.810),
        ] as [([(String, JSONValue)], Double)]
    )
    func figures(attributes: [(String, JSONValue)], latitude: Double) throws {
        let dataset = try Self.dataset(
            cells: 12,
            mapping: [
                ("grid_mapping_name", "healpix"), ("refinement_level", 0), ("indexing_scheme", "nested"),
            ]
                + attributes
        )
        let centre = try #require(Self.grid(dataset)?.centre(of: GridCell(column: 0, row: 0)))
        #expect(abs(centre.latitude - latitude) < 5e-4)
    }

    /// A statement that cannot be, or data that does not go with it.
    private struct Fault: CustomTestStringConvertible {
        let testDescription: String
        let problem: MetadataProblem
        var isPlaced = false
        let make: @Sendable () throws -> Dataset
    }

    private static func mapping(_ more: (String, JSONValue)...) -> [(String, JSONValue)] {
        [("grid_mapping_name", "healpix")] + more
    }

    private static let faults = [
        Fault(
            testDescription: "level 30",
            problem: .unusablePixels(attribute: "refinement_level", written: "30")
        ) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", 30), ("indexing_scheme", "nested")))
        },
        Fault(
            testDescription: "level -1",
            problem: .unusablePixels(attribute: "refinement_level", written: "-1")
        ) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", -1), ("indexing_scheme", "nested")))
        },
        Fault(
            testDescription: "level 1.5",
            problem: .unusablePixels(attribute: "refinement_level", written: "1.5")
        ) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", 1.5), ("indexing_scheme", "nested")))
        },
        Fault(
            testDescription: "level NaN",
            problem: .unusablePixels(attribute: "refinement_level", written: "NaN")
        ) {
            try dataset(
                cells: 48,
                mapping: mapping(("refinement_level", "NaN"), ("indexing_scheme", "nested"))
            )
        },
        Fault(
            testDescription: "level of words",
            problem: .unusablePixels(attribute: "refinement_level", written: "fine")
        ) {
            try dataset(
                cells: 48,
                mapping: mapping(("refinement_level", "fine"), ("indexing_scheme", "nested"))
            )
        },
        Fault(testDescription: "nside 0", problem: .unusablePixels(attribute: "healpix_nside", written: "0"))
        {
            try dataset(cells: 48, mapping: mapping(("healpix_nside", 0), ("healpix_order", "ring")))
        },
        Fault(
            testDescription: "nside 10^18",
            problem: .unusablePixels(attribute: "healpix_nside", written: "1e+18")
        ) {
            try dataset(cells: 48, mapping: mapping(("healpix_nside", 1e18), ("healpix_order", "ring")))
        },
        Fault(
            testDescription: "nside 10^300",
            problem: .unusablePixels(attribute: "healpix_nside", written: "1e+300")
        ) {
            try dataset(cells: 48, mapping: mapping(("healpix_nside", 1e300), ("healpix_order", "ring")))
        },
        Fault(testDescription: "nested nside 3", problem: .sideOfNestedPixels(side: 3)) {
            try dataset(cells: 108, mapping: mapping(("healpix_nside", 3), ("healpix_order", "nested")))
        },
        Fault(
            testDescription: "an order of its own",
            problem: .unusablePixels(attribute: "indexing_scheme", written: "spiral")
        ) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", 1), ("indexing_scheme", "spiral")))
        },
        Fault(
            testDescription: "no level, and a count of none",
            problem: .unusablePixels(attribute: "refinement_level", written: nil)
        ) {
            try dataset(cells: 50, mapping: mapping(("indexing_scheme", "nested")))
        },
        Fault(testDescription: "nuniq without a list", problem: .pixelsUnlisted(scheme: "nuniq")) {
            try dataset(cells: 48, mapping: mapping(("indexing_scheme", "nuniq")))
        },
        Fault(
            testDescription: "level 29 of a short array",
            problem: .pixelsDisagree(side: 1 << 29, cells: 48)
        ) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", 29), ("indexing_scheme", "nested")))
        },
        Fault(testDescription: "another level's count", problem: .pixelsDisagree(side: 4, cells: 48)) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", 2), ("indexing_scheme", "nested")))
        },
        Fault(testDescription: "no order", problem: .orderOfPixelsUnknown, isPlaced: true) {
            try dataset(cells: 48, mapping: mapping(("refinement_level", 1)))
        },
        Fault(
            testDescription: "a list without a level",
            problem: .unusablePixels(attribute: "refinement_level", written: nil)
        ) {
            try dataset(
                cells: 3,
                mapping: mapping(("indexing_scheme", "nested")),
                others: [list([1, 2, 3] as [Int64])]
            )
        },
        Fault(testDescription: "numbers out of range", problem: .strayNumbers(count: 4), isPlaced: true) {
            try dataset(
                cells: 6,
                mapping: mapping(("refinement_level", 1), ("indexing_scheme", "nested")),
                others: [list([47, 48, -1, .min, .max, 0] as [Int64])]
            )
        },
        Fault(testDescription: "no number in range", problem: .strayNumbers(count: 2)) {
            try dataset(
                cells: 2,
                mapping: mapping(("refinement_level", 1), ("indexing_scheme", "nested")),
                others: [list([48, 1 << 40] as [Int64])]
            )
        },
        Fault(
            testDescription: "NaN, infinity and fractions",
            problem: .strayNumbers(count: 4),
            isPlaced: true
        ) {
            try dataset(
                cells: 5,
                mapping: mapping(("refinement_level", 1), ("indexing_scheme", "nested")),
                others: [list([.nan, .infinity, 1.5, 1e300, 7] as [Double])]
            )
        },
        Fault(testDescription: "unsigned beyond all", problem: .strayNumbers(count: 1), isPlaced: true) {
            try dataset(
                cells: 2,
                mapping: mapping(("refinement_level", 1), ("indexing_scheme", "nested")),
                others: [list([.max, 7] as [UInt64])]
            )
        },
        Fault(testDescription: "fill values", problem: .strayNumbers(count: 1), isPlaced: true) {
            try dataset(
                cells: 2,
                mapping: mapping(("refinement_level", 1), ("indexing_scheme", "nested")),
                others: [
                    list(
                        [9, 7] as [Int32],
                        attributes: [("standard_name", "healpix_index"), ("_FillValue", 9)]
                    )
                ]
            )
        },
        Fault(testDescription: "repeated numbers", problem: .numbersRepeat(count: 2), isPlaced: true) {
            try dataset(
                cells: 5,
                mapping: mapping(("refinement_level", 1), ("indexing_scheme", "ring")),
                others: [list([3, 4, 3, 4, 5] as [Int64])]
            )
        },
        Fault(testDescription: "flattening 1", problem: .unusableFigure(flattening: 1)) {
            try dataset(
                cells: 12,
                mapping: mapping(
                    ("refinement_level", 0),
                    ("indexing_scheme", "ring"),
                    ("inverse_flattening", 1)
                )
            )
        },
        Fault(testDescription: "negative flattening", problem: .unusableFigure(flattening: -0.5)) {
            try dataset(
                cells: 12,
                mapping: mapping(
                    ("refinement_level", 0),
                    ("indexing_scheme", "ring"),
                    ("inverse_flattening", -2)
                )
            )
        },
    ]

    @Test(arguments: faults) private func faultsAreFindings(_ fault: Fault) throws {
        let dataset = try fault.make()
        #expect((Self.grid(dataset) != nil) == fault.isPlaced)
        #expect(Self.problems(dataset).contains(fault.problem), "\(dataset.findings)")
        #expect(dataset.variables.contains { $0.name == "v" })
        for finding in dataset.findings {
            #expect(!finding.text.isEmpty && !finding.problem.remedy.isEmpty)
        }
        // It is served by index whatever is wrong.
        let plan = try dataset.bind(Query(variables: ["v"], others: .byDefault))
        #expect(plan.cost.chunks == 1)
    }

    /// What is no more than a number of cells, or says nothing of HEALPix.
    @Test(
        arguments: [(192, "node"), (193, "cell"), (12, "cell"), (48, "cells"), (48, "x"), (3072, "station")]
    )
    func countsThatSayNothing(cells: Int, dimension: String) throws {
        let dataset = try Self.dataset(cells: cells, dimension: dimension, mapping: nil)
        #expect(Self.grid(dataset) == nil)
        #expect(Self.problems(dataset).isEmpty)
    }

    /// A list in no order is held pixel by pixel, within what coordinates may hold.
    @Test func aListBeyondTheLimit() throws {
        var limits = Limits()
        limits.coordinateBytes = 10_000
        let scattered = (0..<1000).map { Int64($0 * 7) }
        let attributes = Self.mapping(("refinement_level", 5), ("indexing_scheme", "nested"))
        let dataset = try Self.dataset(
            cells: 1000,
            mapping: attributes,
            others: [Self.list(scattered)],
            limits: limits
        )
        #expect(Self.grid(dataset) == nil)
        let isTold = Self.problems(dataset).contains {
            if case .coordinatesTooLarge(limit: .coordinateBytes, _, _) = $0 { true } else { false }
        }
        #expect(isTold)
        // Neighbours are one run, however many they are.
        let together = (0..<1000).map { Int64($0 + 17) }
        let whole = try Self.dataset(
            cells: 1000,
            mapping: attributes,
            others: [Self.list(together)],
            limits: limits
        )
        #expect(try #require(Self.grid(whole)).list.list.runCount == 1)
    }

    /// Variables on the same cells share one grid.
    @Test func gridsAreMadeOnce() throws {
        let pixels = (0..<500).map { Int64($0 * 3) }
        let attributes = Self.mapping(("refinement_level", 4), ("indexing_scheme", "nested"))
        let more = (0..<5).map { number in
            FixtureArray(
                "w\(number)",
                [("cell", 500)],
                .float32,
                [Float](repeating: 1, count: 500),
                attributes: [("grid_mapping", "crs")]
            )
        }
        let one = try Self.dataset(cells: 500, mapping: attributes, others: [Self.list(pixels)])
        let six = try Self.dataset(cells: 500, mapping: attributes, others: [Self.list(pixels)] + more)
        #expect(six.variables.compactMap { $0.grid as? HEALPixGrid }.count == 6)
        #expect(six.coordinateBytes == one.coordinateBytes)
    }
}
