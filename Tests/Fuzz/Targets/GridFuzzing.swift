import Failures
internal import JSON
internal import TestSupport
internal import Zarr

/// Grids, features and levels of every kind: a small store that is sound, of which the input spoils attributes, numbers,
/// dimensions and types, then asked as clients and policies ask it.
///
/// The input says which store, and what to spoil: each change takes some bytes.
enum GridFuzzing {
    static let targets = [
        target(
            "grid-curvilinear",
            [
                { .curvilinear() }, { .curvilinear(hasCorners: true) },
                { .curvilinear(rows: 3, columns: 2, steps: 2) },
                { .curvilinear(rows: 1, columns: 7) }, { .curvilinear(rows: 12, columns: 11) },
            ]
        ),
        target(
            "grid-mesh",
            [
                { .mesh() }, { .mesh("node") }, { .mesh("edge", start: 1) },
                { .mesh(start: 1, hasCentres: true) }, { .outlined() },
                { .fvcom() }, { .fvcom("node") },
            ]
        ),
        target(
            "grid-healpix",
            [
                { .healpix() }, { .healpix(level: 2, order: "ring") }, { .healpix(isListed: true) },
                { .healpix(level: 2, order: "ring", isListed: true) },
                { .healpix(order: "nuniq", isListed: true) },
                { .healpix(order: "zuniq", isListed: true) }, { .healpix(level: 0) },
            ]
        ),
        target(
            "grid-list",
            [{ .points() }, { .gaussian() }, { .gaussian(isListed: true) }, { .gathered() }, { .points(5) }]
        ),
        target(
            "grid-projected",
            [{ .geostationary() }, { .polar() }, { .polar(side: 1) }, { .geostationary(side: 2) }]
        ),
        target(
            "features",
            [{ .contiguous() }, { .indexed() }, { .orthogonal() }, { .ships() }, { .soundings() }]
        ),
        target(
            "levels",
            [
                { .ocean() }, { .ocean("ocean_s_coordinate_g1") }, { .ocean("ocean_s_coordinate") },
                { .ocean("ocean_sigma_z_coordinate") },
                { .ocean("ocean_double_sigma_coordinate") }, { .hybrid() },
            ]
        ),
    ]

    private static func target(_ name: String, _ stores: [@Sendable () -> OddStore]) -> FuzzTarget {
        FuzzTarget(name, seeds: seeds(stores.count), isRefusal: { $0 is ZarrError || $0 is Failure }) {
            input in
            var changes = FuzzChanges(input)
            var store = stores[changes.number(below: stores.count)]()
            changes.spoil(&store)
            let probe = DatasetProbe(try store.dataset(), answersNearest: store.answersNearest)
            // Unlike a precondition it tells what it is about in an optimised program too.
            guard probe.faults.isEmpty else { fatalError("\(name): \(probe.faults)\n\(store)") }
        }
    }

    /// Every store as it is, and some of each with changes by chance.
    private static func seeds(_ count: Int) -> [[UInt8]] {
        var random = SplitMix(state: 14)
        return (0..<count).flatMap { number -> [[UInt8]] in
            [[UInt8(number)]]
                + (0..<6).map { length in
                    [UInt8(number)]
                        + (0..<(6 << length)).map { _ in UInt8.random(in: 0...255, using: &random) }
                }
        }
    }
}
