import CF
import Execution
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids

/// What writers other than xarray make of coordinates and reference systems.
@Suite struct ConventionTests {
    private static func group(
        _ arrays: [FixtureArray],
        _ attributes: [(String, JSONValue)] = [],
        path: String = ""
    ) -> ZarrGroup {
        .fixture(path, arrays, attributes: attributes)
    }

    private static func open(_ group: ZarrGroup, below ancestors: [ZarrGroup] = []) throws -> Dataset {
        try .fixture(group, below: ancestors)
    }

    private static func numbers(_ count: Int) -> [Float] { (0..<count).map(Float.init) }

    // GDAL's `_CRS`.

    private static let utm31: JSONValue = [
        "wkt": """
        PROJCS["u",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],\
        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],\
        PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",3],PARAMETER["scale_factor",0.9996],\
        PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]
        """
    ]

    private static let spellings: [JSONValue] = [
        utm31, ["url": "http://www.opengis.net/def/crs/EPSG/0/32631"],
        // The text of one form alone.
        utm31.objectValue?["wkt"] ?? .null, "http://www.opengis.net/def/crs/EPSG/0/32631", "EPSG:32631",
        [
            "wkt": "PROJCS[\"x\",PARAMETERFILE[\"y\",\"/z\"]]",
            "url": "http://www.opengis.net/def/crs/EPSG/0/32631",
        ],
    ]

    /// 3.5 E 45 N is 539407.649, 4983071.988 in UTM zone 31 (pyproj): column 3 of 10 km from 505 km, row 1 of 10 km from
    /// 4995 km downwards.
    @Test(arguments: spellings)
    func gdalWritesItsOwnAttribute(crs: JSONValue) throws {
        let raster = FixtureGrid([
            .axis("Y", (0..<4).map { 4_995_000 - 10_000 * Double($0) }),
            .axis("X", (0..<5).map { 505_000 + 10_000 * Double($0) }),
        ])
        let band = raster.numbered("band", attributes: [("_CRS", crs)])
        let dataset = try Self.open(Self.group(raster.coordinates + [band]))
        let grid = try #require(dataset.variables.first { $0.name == "band" }?.grid)
        #expect(grid.kind == "projected")
        let place = GeographicPoint(longitude: 3.5, latitude: 45)
        #expect(grid.cell(containing: place) == GridCell(column: 3, row: 1))
        let refusals = dataset.findings.filter { $0.text.contains("_CRS") }
        #expect(refusals.count == (crs["url"] != nil && crs["wkt"] != nil ? 1 : 0))
    }

    /// What is no reference system is said, whatever it is.
    @Test(
        arguments: ["nonsense", [1], 7, [:], ["proj": "x"], "PROJCS[\"x\",PARAMETERFILE[\"y\",\"/z\"]]"]
            as [JSONValue]
    )
    func whatGDALWouldNotReadIsAFinding(crs: JSONValue) throws {
        let grid = FixtureGrid([.axis("Y", [4_995_000, 4_985_000]), .axis("X", [505_000, 515_000])])
        let band = grid.numbered("band", attributes: [("_CRS", crs)])
        let dataset = try Self.open(Self.group(grid.coordinates + [band]))
        let findings = dataset.findings.filter { $0.subject == "band" && $0.text.contains("_CRS") }
        #expect(findings.count == 1, "\(dataset.findings.map(\.text))")
        #expect(findings.first?.problem.severity == .warning)
    }

    /// An affine transform (`spatial:transform`, six numbers row by row) that turns, shears, or is none.
    @Test(
        arguments: [
            ([10.0, 0, 500, 0, -10, 900], nil), ([10.0, 2, 500, 0, -10, 900], true),
            ([0.0, 10, 500, 10, 0, 900], true), ([10.0, 0, 500, 0, 0, 900], false), ([10.0, 0, 500], false),
        ] as [([Double], Bool?)]
    )
    func transformsThatAreNoAxesAreFindings(numbers: [Double], isRotated: Bool?) throws {
        let transform = JSONValue.array(numbers.map { .number($0) })
        for attributes in [[("spatial:transform", transform)], []] {
            let array = FixtureArray(
                "v",
                [("y", 2), ("x", 3)],
                .float32,
                Self.numbers(6),
                attributes: attributes + [("proj:code", "EPSG:32631")]
            )
            let group = attributes.isEmpty ? [("spatial:transform", transform)] : []
            let dataset = try Self.open(Self.group([array], group))
            let problems = dataset.findings.map(\.problem)
            let expected = isRotated.map {
                MetadataProblem.unusableTransform(attribute: "spatial:transform", isRotated: $0)
            }
            #expect(problems == [expected].compactMap { $0 })
            #expect((dataset.variables[0].grid == nil) == (isRotated != nil))
        }
    }

    /// GDAL's order: of x the corner, step and turn, of y the corner, turn and step.
    @Test func aTurnedGeoTransformIsAFinding() throws {
        let mapping = FixtureArray(
            "crs",
            [],
            .int32,
            [Int32(0)],
            attributes: [("spatial_ref", "EPSG:32631"), ("GeoTransform", "500 10 2 900 0 -10")]
        )
        let array = FixtureArray(
            "v",
            [("y", 2), ("x", 3)],
            .float32,
            Self.numbers(6),
            attributes: [("grid_mapping", "crs")]
        )
        let dataset = try Self.open(Self.group([mapping, array]))
        let problem = MetadataProblem.unusableTransform(attribute: "GeoTransform", isRotated: true)
        #expect(dataset.findings.map(\.problem) == [problem])
        #expect(problem.text.contains("turns or shears") && problem.severity == .warning)
    }

    // The conventions `spatial:` and `proj:`.

    /// An array of 3 × 4 × 5 that names no dimension, with y and x where `spatial:shape` has their lengths.
    ///
    /// Of cells of 10 km from 500 km and 5000 km, 539407.649, 4983071.988 is in column 3, row 1.
    @Test(
        arguments: [
            ([3, 4, 5], ["spatial:shape": [4, 5]], GridCell(column: 3, row: 1)),
            ([4, 5, 3], ["spatial:shape": [4, 5]], GridCell(column: 3, row: 1)),
            ([3, 4, 5], [:], GridCell(column: 3, row: 1)),
            ([5, 4], ["spatial:shape": [4, 5]], GridCell(column: 3, row: 1)),
            ([3, 4, 5], ["spatial:dimensions": ["row", "column"]], GridCell(column: 3, row: 1)),
        ] as [([Int], JSONValue, GridCell)]
    )
    func dimensionsWithoutNamesAreFoundByLength(shape: [Int], attributes: JSONValue, cell: GridCell) throws {
        var all = attributes.objectValue?.entries.map { ($0.key, $0.value) } ?? []
        all += [
            ("proj:code", "EPSG:32631"),
            ("spatial:transform", [10000.0, 0.0, 500000.0, 0.0, -10000.0, 5000000.0]),
        ]
        let array = FixtureArray(
            "v",
            shape.map { ("", $0) },
            .float32,
            Self.numbers(shape.reduce(1, *))
        )
        for (own, groups) in [(all, []), ([], all)] {
            var array = array
            array.attributes = JSONObject(own)
            let dataset = try Self.open(Self.group([array], groups))
            let variable = try #require(dataset.variables.first)
            let grid = try #require(variable.grid, "\(dataset.findings)")
            #expect(grid.cell(containing: GeographicPoint(longitude: 3.5, latitude: 45)) == cell)
            #expect(variable.axis(.x)?.axis.count == 5 && variable.axis(.y)?.axis.count == 4)
        }
    }

    // Default fill values of netCDF.

    @Test func unwrittenCoordinatesAreNone() throws {
        let fill = 9.969209968386869e36
        let dataset = try Self.open(
            Self.group([
                .latitudes([50, fill, fill]),
                .longitudes([5.0, 6]),
                .axis("time", [Int32(0), -2_147_483_647], units: "days since 2000-01-01"),
                FixtureArray("v", [("time", 2), ("lat", 3), ("lon", 2)], .float32, Self.numbers(12)),
            ])
        )
        let problems = dataset.findings.map { "\($0.subject): \($0.problem)" }
        #expect(problems.contains { $0.hasPrefix("lat: unwrittenCoordinate") }, "\(problems)")
        #expect(problems.contains { $0.hasPrefix("time: unwrittenCoordinate") })
        let variable = try #require(dataset.variables.first { $0.name == "v" })
        #expect(variable.axes[1].cells.centres == [0, 1, 2] && !variable.axes[1].hasCoordinates)
        #expect(variable.axes[0].times == nil && variable.axes[0].cells.centres == [0, 1])
        #expect(variable.axes[2].hasCoordinates)
    }

    /// In 64 bits the default is −2^63 + 2, and −2^63 is numpy's NaT, which is something else.
    @Test func notATimeIsNoDefaultFill() throws {
        for (number, isFill) in [(Int64.min + 2, true), (Int64.min, false), (Int64.min + 1, false)] {
            let time = FixtureArray.axis("time", [0, number], units: "days since 2000-01-01")
            let dataset = try Self.open(
                Self.group([time, FixtureArray("v", [("time", 2)], .float32, [Float(1), 2])])
            )
            let isFound = dataset.findings.contains {
                if case .unwrittenCoordinate = $0.problem { true } else { false }
            }
            #expect(isFound == isFill, "\(number)")
        }
    }

    /// A fill value that nothing marks is a value, and a finding; one that an attribute marks is missing.
    @Test(arguments: [true, false])
    func defaultFillsInDataAreValues(isMarked: Bool) throws {
        let fill: Float = 9.96921e36
        var array = FixtureArray(
            "v",
            [("n", 2)],
            .float32,
            [1, fill],
            attributes: isMarked ? [("_FillValue", .number(Double(fill)))] : []
        )
        array.fillValue = withUnsafeBytes(of: fill.bitPattern.littleEndian) { Array($0) }
        let dataset = try Self.open(Self.group([array]))
        let isFound = dataset.findings.contains { $0.problem == .unmarkedFill(9.969209968386869e36) }
        #expect(isFound == !isMarked)
        let context = WorkContext.background(seconds: 30)
        let plan = try dataset.bind(Query(variables: ["v"]))
        let values = try plan.open(context: context).values(part: 0, context: context).doubles
        #expect(values[0] == 1 && (isMarked ? values[1].isNaN : values[1] == Double(fill)))
    }

    // Groups below groups (xarray's DataTree).

    /// A child sees its parent's coordinates; its own dimension of the same name comes first.
    @Test func childrenSeeTheirParentsCoordinates() throws {
        let parent = Self.group([
            .latitudes([50.0, 51, 52]),
            .longitudes([5.0, 6]),
        ])
        let inheriting = FixtureArray("v", [("lat", 3), ("lon", 2)], .float32, Self.numbers(6))
        let child = try Self.open(Self.group([inheriting], path: "child"), below: [parent])
        #expect(
            child.variables[0].grid?.cell(containing: GeographicPoint(longitude: 6, latitude: 51))
                == GridCell(column: 1, row: 1)
        )
        #expect(child.arrays.map(\.name) == ["v"])
        #expect(child.inherited.map(\.name) == ["lat", "lon"])

        // Another length without a coordinate: positions, not the parent's latitudes; and its name stays.
        let longer = FixtureArray("v", [("lat", 4), ("lon", 2)], .float32, Self.numbers(8))
        let own = try Self.open(Self.group([longer], path: "child"), below: [parent])
        #expect(own.variables[0].axes.map(\.name) == ["lat", "lon"])
        #expect(own.variables[0].axes[0].count == 4 && !own.variables[0].axes[0].hasCoordinates)
        #expect(own.variables[0].axes[1].hasCoordinates)
        #expect(own.inherited.map(\.name) == ["lon"])

        // A coordinate of its own.
        let latitudes = FixtureArray.latitudes([10.0, 20, 30, 40])
        let placed = try Self.open(Self.group([latitudes, longer], path: "child"), below: [parent])
        #expect(
            placed.variables[0].grid?.cell(containing: GeographicPoint(longitude: 5, latitude: 30))
                == GridCell(column: 0, row: 2)
        )
        #expect(placed.findings.isEmpty)
    }

    // What does no harm.

    @Test func nestedAttributesDoNoHarm() throws {
        let nested: JSONValue = ["a": ["b": [1, ["c": nil]]], "list": [[1, 2], [3]]]
        let names = [
            "units", "long_name", "standard_name", "grid_mapping", "coordinates", "bounds", "_FillValue",
            "scale_factor", "valid_range", "flag_values", "crs", "_CRS", "calendar", "axis", "cell_methods",
        ]
        let array = FixtureArray(
            "v",
            [("n", 2)],
            .float32,
            [Float(1), 2],
            attributes: names.map { ($0, nested) }
        )
        let dataset = try Self.open(Self.group([array], names.map { ($0, nested) }))
        let context = WorkContext.background(seconds: 30)
        let plan = try dataset.bind(Query(variables: ["v"]))
        #expect(try plan.open(context: context).values(part: 0, context: context).doubles == [1, 2])
        #expect(dataset.variables[0].title == "v" && dataset.variables[0].units == nil)
    }

    @Test func arraysOfNoLengthAreDescribed() throws {
        let dataset = try Self.open(
            Self.group([
                .axis("time", [Double](), units: "days since 2000-01-01"),
                FixtureArray("x", [("x", 3)], .float64, [1.0, 2, 3]),
                FixtureArray("v", [("time", 0), ("x", 3)], .float32, [Float]()),
                FixtureArray("w", [("x", 3)], .float32, [Float(1), 2, 3]),
            ])
        )
        #expect(dataset.variables.map(\.name) == ["w"])
        #expect(dataset.arrays.map(\.shape) == [[0], [3], [0, 3], [3]])
        let empty = MetadataProblem.noCells(dimensions: ["time"])
        #expect(dataset.findings.filter { $0.problem == empty }.map(\.subject) == ["time", "v"])
        #expect(empty.severity == .warning && empty.text.contains("DAP2"))
        let text = String(decoding: CubeDescription.value(dataset).bytes, as: UTF8.self)
        #expect(text.contains("\"w\""))
    }
}
