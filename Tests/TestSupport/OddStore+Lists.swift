package import JSON
internal import Glibc
internal import Zarr

/// Grids whose cells are a list.
extension OddStore {
    /// Places all over the sphere, evenly spread: a spiral from the north to the south.
    static func spiral(_ count: Int) -> (longitudes: [Double], latitudes: [Double]) {
        let golden = 180 * (3 - 5.0.squareRoot())
        let places = (0..<count).map { number -> (Double, Double) in
            let height = 1 - (2 * Double(number) + 1) / Double(count)
            return ((golden * Double(number)).remainder(dividingBy: 360), asin(height) * 180 / .pi)
        }
        return (places.map(\.0), places.map(\.1))
    }

    /// `lon(ncol)` and `lat(ncol)` with nothing between them.
    package static func points(_ count: Int = 60) -> OddStore {
        let (longitudes, latitudes) = spiral(count)
        var store = OddStore([
            OddArray("lon", [("ncol", count)], longitudes, .float64, east),
            OddArray("lat", [("ncol", count)], latitudes, .float64, north),
            variable("v", [("ncol", count)], [("coordinates", "lon lat")]),
        ])
        store.answersNearest = true
        return store
    }

    /// A reduced Gaussian grid that its grid mapping tells, or a list of some of its points.
    package static func gaussian(isListed: Bool = false) -> OddStore {
        let (latitudes, points) = ([75.0, 45, 15, -15, -45, -75], [4.0, 8, 12, 12, 8, 4])
        let listed = (0..<20).map { Double($0 * 2) }
        let count = isListed ? listed.count : 48
        var store = OddStore([
            OddArray(
                "crs",
                [],
                [0],
                .int32,
                [
                    ("grid_mapping_name", "reduced_gaussian"), ("latitude_dimension", "lines"),
                    ("points_per_latitude", "pl"),
                ]
            ),
            OddArray("lines", [("lines", 6)], latitudes, .float64, north),
            OddArray("pl", [("lines", 6)], points, .int32),
            variable("v", [("point", count)], [("grid_mapping", "crs")]),
        ])
        if isListed {
            store.arrays.append(
                OddArray(
                    "point",
                    [("point", count)],
                    listed,
                    .int32,
                    [("standard_name", "reduced_gaussian_index")]
                )
            )
        }
        store.answersNearest = true
        return store
    }

    /// Some cells of a grid of latitudes by longitudes, one by one.
    package static func gathered() -> OddStore {
        OddStore([
            OddArray("lat", [("lat", 4)], [-10, 0, 10, 20], .float64, north),
            OddArray("lon", [("lon", 5)], [100, 110, 120, 130, 140], .float64, east),
            OddArray("land", [("land", 6)], [0, 3, 7, 8, 13, 19], .int32, [("compress", "lat lon")]),
            variable("v", [("land", 6)]),
        ])
    }

    /// All pixels of a HEALPix division, or a list of some of them.
    package static func healpix(level: Int = 1, order: String = "nested", isListed: Bool = false) -> OddStore
    {
        let all = 12 << (2 * level)
        let listed = stride(from: 0, to: all, by: 3).map { Double($0) }
        let count = isListed ? listed.count : all
        var store = OddStore([
            OddArray(
                "crs",
                [],
                [0],
                .int32,
                [
                    ("grid_mapping_name", "healpix"), ("refinement_level", .integer(Int64(level))),
                    ("indexing_scheme", .string(order)),
                ]
            ),
            variable("v", [("cell", count)], [("grid_mapping", "crs")]),
        ])
        if isListed {
            store.arrays.append(
                OddArray("cell", [("cell", count)], listed, .int64, [("standard_name", "healpix_index")])
            )
        }
        return store
    }
}
