import CRS
internal import CF
internal import Cube
import Failures
internal import JSON
internal import TestSupport
internal import Zarr

/// Texts that stores hold for people, and attributes that say what arrays mean.
enum DisplayFuzzing {
    static let targets = [referenceSystem, displayText, attributes]

    /// Texts of reference systems, down to a projected point.
    private static let referenceSystem = FuzzTarget(
        "reference-system",
        seeds: systems.map { Array($0.utf8) },
        isRefusal: { $0 is ReferenceSystemRefusal }
    ) { input in
        let text = String(decoding: input, as: UTF8.self)
        let definition = try ProjectionDefinition(text)
        // What reaches PROJ names no file, whatever it was made from.
        let words = definition.text.lowercased()
        for word in ["file=", "catalog=", "init=", "pipeline", "parameterfile", "http"] {
            precondition(
                definition.form != .operation || !words.contains(word),
                "a word that no operation may have: \(word)"
            )
        }
        let projector = try Projector(definition)
        let projected = projector.project(longitude: 10, latitude: 50)
        _ = projector.unproject(x: projected.x, y: projected.y)
    }

    /// Titles and lists of attributes keep to their lengths.
    private static let displayText = FuzzTarget(
        "display-text",
        seeds: [
            Array("a title".utf8), [0xCC, 0x81, 0x65, 0xF0, 0x9F, 0x8C, 0x8D], Array("{\"a\":[1,2]}".utf8),
        ],
        isRefusal: { $0 is JSONError }
    ) { input in
        let text = String(decoding: input, as: UTF8.self)
        for most in [1, 10, 300] {
            precondition(DisplayText.title(text, most: most).unicodeScalars.count <= most, "a long title")
        }
        for most in [3, 10, 2048] {
            precondition(DisplayText.listed(text, most: most).utf8.count <= most, "a long text")
        }
        guard let object = try JSONParser.parse(input).objectValue else { return }
        for (_, value) in DisplayText.listed(object).entries {
            precondition(
                value.stringValue.map { $0.utf8.count <= DisplayText.maxListed } ?? true,
                "a long value"
            )
        }
    }

    /// One set of attributes on everything: a coordinate, a variable, a grid mapping and the group.
    private static let attributes = FuzzTarget(
        "attributes",
        seeds: documents.map { Array($0.utf8) },
        isRefusal: { $0 is JSONError || $0 is Failure }
    ) { input in
        guard let object = try JSONParser.parse(input).objectValue else { return }
        let all = object.entries.map { ($0.key, $0.value) }
        let numbers = [0.0, 1, 2, 3]
        let dataset = try CubeFixture(
            attributes: all,
            arrays: [
                FixtureArray("x", [("x", 4)], .float64, numbers, attributes: all),
                FixtureArray("y", [("y", 4)], .float64, numbers, attributes: all),
                FixtureArray("t", [("t", 4)], .int32, [Int32(0), 1, 2, 3], attributes: all),
                FixtureArray("crs", [], .int32, [Int32(0)], attributes: all),
                FixtureArray(
                    "v",
                    [("t", 4), ("y", 4), ("x", 4)],
                    .int16,
                    [Int16](repeating: 1, count: 64),
                    attributes: all
                ),
                FixtureArray(
                    "w",
                    [("", 4), ("", 4)],
                    .float32,
                    [Float](repeating: 1, count: 16),
                    attributes: all
                ),
            ]
        ).dataset
        _ = CubeDescription.value(dataset).bytes
        for finding in dataset.findings { _ = finding.text }
    }

    private static let systems = [
        "EPSG:3413", "urn:ogc:def:crs:EPSG::32631", "http://www.opengis.net/def/crs/EPSG/0/4326",
        "+proj=utm +zone=32 +datum=WGS84", "+init=epsg:4326", "+proj=tinshift +file = F",
        "+proj=ob_tran +o_proj=longlat +o_lat_p=39.25 +lon_0=18 +R=6371229",
        "+proj=lcc +lat_1=33d30'N +lon_0=97w +ellps=GRS80",
        "+proj=longlat +ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7",
        """
        PROJCS["u",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298.25],TOWGS84[1,2,3,4,5,6,7]],PRIMEM["Greenwich",0],\
        UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",9],UNIT["metre",1],\
        EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +nadgrids=@null"],AUTHORITY["EPSG","3857"]]
        """,
        """
        GEOGCRS["r",BASEGEOGCRS["g",DATUM["d",ELLIPSOID["s",6371229,0]]],DERIVINGCONVERSION["c",\
        METHOD["PROJ ob_tran o_proj=longlat"],PARAMETER["o_lat_p",39.25],PARAMETER["o_lon_p",0],PARAMETER["lon_0",18]],\
        CS[ellipsoidal,2],AXIS["lon",east],AXIS["lat",north],ANGLEUNIT["degree",0.0174532925199433]]
        """,
        """
        {"type":"ProjectedCRS","name":"p","base_crs":{"name":"g","datum":{"type":"GeodeticReferenceFrame","name":"d",\
        "ellipsoid":{"name":"s","semi_major_axis":6378137,"inverse_flattening":298.25}}},"conversion":{"name":"c",\
        "method":{"name":"Mercator (variant A)"},"parameters":[{"name":"Longitude of natural origin","value":9,\
        "unit":"degree"}]},"coordinate_system":{"subtype":"Cartesian","axis":[{"name":"E","abbreviation":"E","direction":\
        "east","unit":"metre"},{"name":"N","abbreviation":"N","direction":"north","unit":"metre"}]}}
        """,
    ]

    private static let documents = [
        "{\"units\":\"degrees_east\",\"standard_name\":\"longitude\",\"axis\":\"X\"}",
        "{\"units\":\"days since 2000-01-01\",\"calendar\":\"360_day\",\"bounds\":\"y\"}",
        "{\"grid_mapping\":\"crs\",\"grid_mapping_name\":\"lambert_conformal_conic\",\"standard_parallel\":[30,60]}",
        "{\"_CRS\":{\"wkt\":\"EPSG:3857\",\"url\":\"http://www.opengis.net/def/crs/EPSG/0/3857\"}}",
        "{\"spatial:dimensions\":[\"y\",\"x\"],\"spatial:transform\":[1,0,0,0,-1,0],\"spatial:shape\":[4,4],\"proj:code\":\"EPSG:3413\"}",
        "{\"scale_factor\":0.1,\"add_offset\":1,\"_FillValue\":-32767,\"valid_range\":[0,1],\"flag_values\":[1,2],\"flag_meanings\":\"a b\"}",
        "{\"grid_mapping\":\"crs: x y\",\"GeoTransform\":\"0 1 0 0 0 -1\",\"spatial_ref\":\"EPSG:4326\",\"coordinates\":\"x y t crs\"}",
        "{\"formula_terms\":\"a: x b: y\",\"standard_name\":\"ocean_s_coordinate\",\"cell_methods\":\"t: mean\",\"compress\":\"x y\"}",
    ]
}
