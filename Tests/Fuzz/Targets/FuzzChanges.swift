internal import JSON
internal import TestSupport
internal import Zarr

/// An input as a list of changes to a store.
struct FuzzChanges {
    private let input: UnsafeRawBufferPointer
    private var position = 0

    /// More changes than a store outlives.
    private static let most = 24

    init(_ input: UnsafeRawBufferPointer) {
        self.input = input
    }

    private var isOver: Bool { position >= input.count }

    private mutating func byte() -> Int {
        guard !isOver else { return 0 }
        defer { position += 1 }
        return Int(input[position])
    }

    /// A number from 0 on; 0 at the end of the input.
    mutating func number(below count: Int) -> Int { count > 0 ? byte() % count : 0 }

    private mutating func one<Element>(of choices: [Element]) -> Element? {
        choices.isEmpty ? nil : choices[number(below: choices.count)]
    }

    /// Changes a store until the input ends.
    mutating func spoil(_ store: inout OddStore) {
        for _ in 0..<Self.most where !isOver {
            let index = number(below: store.arrays.count + 1)
            guard index < store.arrays.count else {
                change(&store.attributes, store)
                continue
            }
            spoil(index, of: &store)
        }
    }

    private mutating func spoil(_ index: Int, of store: inout OddStore) {
        var array = store.arrays[index]
        // The numbers of the data tell where they stood.
        let isData = array.name == "v"
        switch number(below: isData ? 4 : 10) {
        case 0, 1, 2: change(&array.attributes, store, isData: isData)
        case 3:
            if let side = one(of: Array(array.dimensions.indices)) {
                array.dimensions[side] = dimension(store)
            }
            if isData { array.number() }
        case 4, 5, 6:
            let number = hostileNumber()
            if let place = one(of: Array(array.numbers.indices)) { array.numbers[place] = number }
        case 7: array.type = one(of: Self.types) ?? .float64
        case 8:
            let number = hostileNumber()
            for place in array.numbers.indices where place % 3 == byte() % 3 { array.numbers[place] = number }
        default:
            store.arrays.remove(at: index)
            return
        }
        store.arrays[index] = array
    }

    private mutating func dimension(_ store: OddStore) -> (name: String, size: Int) {
        let known = store.arrays.flatMap(\.dimensions)
        if number(below: 2) == 0, let one = one(of: known) { return one }
        return (one(of: known.map(\.name) + ["elsewhere"]) ?? "elsewhere", number(below: 9))
    }

    private mutating func change(_ attributes: inout JSONObject, _ store: OddStore, isData: Bool = false) {
        let names = attributes.keys + Self.attributes
        guard let name = one(of: names), !isData || !Self.packing.contains(name) else { return }
        attributes[name] = value(store)
    }

    private mutating func value(_ store: OddStore) -> JSONValue? {
        switch number(below: 7) {
        case 0: return nil
        case 1: return .string(one(of: store.arrays.map(\.name)) ?? "")
        case 2:
            return .string(
                [store.arrays, store.arrays].compactMap { one(of: $0)?.name }.joined(separator: " ")
            )
        case 3: return .number(hostileNumber())
        case 4: return .integer(one(of: Self.integers) ?? 0)
        case 5: return .string(one(of: Self.words) ?? "")
        default: return .array([.number(hostileNumber()), .integer(one(of: Self.integers) ?? 0)])
        }
    }

    private mutating func hostileNumber() -> Double {
        let choice = number(below: Self.numbers.count + 2)
        if choice < Self.numbers.count { return Self.numbers[choice] }
        // Any number of two bytes, or any at all.
        if choice == Self.numbers.count { return Double(byte() * 256 + byte()) / 64 - 512 }
        return Double(bitPattern: (0..<8).reduce(0) { bits, _ in bits << 8 | UInt64(byte()) })
    }

    private static let types: [DataType] = [
        .int8, .uint8, .int16, .int32, .uint32, .int64, .uint64, .float32, .float64,
    ]
    private static let numbers = [
        Double.nan, .infinity, -.infinity, 0, -1, 1, 2, 0.5, 1.5, -90, 90, 180, -180, 360, 91, 1080, 1e300,
        -1e300, 5e-324,
        9.969209968386869e36, 0x1p31, -0x1p31, 0x1p53, 0x1p63, -0x1p63, 1e9, 999_999, -999, 29, 30,
    ]
    private static let integers: [Int64] = [
        0, 1, -1, 2, 3, 7, 29, 30, 255, 1_000_000_000, Int64(Int32.max), 1 << 31, 1 << 53, .max, .min,
    ]
    private static let attributes = [
        "units", "standard_name", "coordinates", "bounds", "axis", "positive", "scale_factor", "add_offset",
        "_FillValue",
        "missing_value", "valid_range", "_Unsigned", "grid_mapping", "mesh", "location", "cf_role",
        "start_index", "face_dimension",
        "location_index_set", "compress", "sample_dimension", "instance_dimension", "featureType",
        "formula_terms",
        "refinement_level", "indexing_scheme", "healpix_nside", "healpix_order", "nside", "grid_mapping_name",
        "longitude_of_prime_meridian", "prime_meridian_name",
        "crs_wkt", "proj4",
        "GeoTransform", "inverse_flattening", "earth_radius", "longitude_of_first_meridian", "grid_subtype",
        "accumulated_points_per_latitude", "calendar", "CDI_grid_type",
    ]
    /// Attributes that make other numbers of those that are stored.
    private static let packing: Set<String> = [
        "scale_factor", "add_offset", "_FillValue", "missing_value", "valid_range", "_Unsigned",
    ]
    private static let words = [
        "", " ", "NaN", "1e400", "degrees_east", "degrees_north", "degrees", "rad", "m", "km", "1",
        "hours since 2000-01-01", "Pa",
        "longitude", "latitude", "healpix_index", "time", "depth", "X", "Y", "Z", "up", "down", "node",
        "face", "edge", "volume", "nested",
        "ring", "nuniq", "zuniq", "healpix", "reduced_gaussian", "octahedral", "latitude_longitude",
        "rotated_latitude_longitude",
        "geostationary", "point", "timeSeries", "trajectory", "profile", "timeSeriesProfile",
        "trajectoryProfile", "mesh_topology",
        "location_index_set", "timeseries_id", "s: v C: v eta: v depth: v", "a: lev b: lev ps: v p0: v",
        "atmosphere_sigma_coordinate",
        "ocean_sigma_coordinate", "x: y", "true", "WGS 84", "EPSG:4326", "+proj=longlat", "0 1 0 0 0 -1",
        "obs", "station", "profile",
        "lat lon", "y x", "360_day", "unstructured",
    ]
}
