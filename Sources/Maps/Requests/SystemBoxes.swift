internal import CRS
internal import Grids
internal import Synchronization

extension MapExtent {
    /// Where a system is meant to be used, in degrees: across the antimeridian `west` is the larger.
    typealias Area = (west: Double, south: Double, east: Double, north: Double)

    /// What of it lies in an area: two boxes where that crosses the antimeridian.
    func parts(in area: Area?) -> [MapExtent] {
        guard let area else { return [self] }
        let stretches: [(Double, Double)] =
            area.west <= area.east ? [(area.west, area.east)] : [(area.west, 180), (-180, area.east)]
        return stretches.compactMap { (low, high) -> MapExtent? in
            let part = MapExtent(
                west: max(west, low),
                south: max(south, area.south),
                east: min(east, high),
                north: min(north, area.north)
            )
            return part.west < part.east && part.south < part.north ? part : nil
        }
    }
}

/// The boxes of extents in projections, each worked out once in a process: every document of a dataset repeats them.
final class SystemBoxes: Sendable {
    static let shared = SystemBoxes()

    private struct Key: Hashable {
        let extent: MapExtent
        let system: ProjectedSystem
    }

    private let kept = Mutex<[Key: MapSystem.Box?]>([:])

    /// Datasets have few extents, and a site some tens of systems; with more it starts afresh.
    private static let maxKept = 1 << 14
    /// Places along each side of a box, between which lines bend little.
    private static let steps = 40

    /// Nil where nothing of the extent lies in the area, or on the projection.
    func box(of extent: MapExtent, in system: ProjectedSystem, area: MapExtent.Area?) -> MapSystem.Box? {
        let key = Key(extent: extent, system: system)
        if let known = kept.withLock({ $0[key] }) { return known }
        let box = Self.box(around: extent.parts(in: area), system.projector)
        kept.withLock { kept in
            if kept.count >= Self.maxKept { kept.removeAll() }
            kept[key] = .some(box)
        }
        return box
    }

    private static func box(around parts: [MapExtent], _ projector: Projector) -> MapSystem.Box? {
        var box = (
            west: Double.infinity, south: Double.infinity, east: -Double.infinity, north: -Double.infinity
        )
        for place in parts.flatMap(edge) {
            let (x, y) = projector.project(longitude: place.longitude, latitude: place.latitude)
            guard x.isFinite, y.isFinite else { continue }
            (box.west, box.east) = (min(box.west, x), max(box.east, x))
            (box.south, box.north) = (min(box.south, y), max(box.north, y))
        }
        guard box.west < box.east, box.south < box.north else { return nil }
        // What PROJ's digits behind a tenth of a millimetre say is noise.
        let parts = projector.isGeographic ? 1e9 : 1e4
        let told = { (number: Double) in (number * parts).rounded() / parts }
        return (told(box.west), told(box.south), told(box.east), told(box.north))
    }

    /// Places along the edges of a box, and a few within: where a projection turns back on itself.
    private static func edge(_ part: MapExtent) -> [GeographicPoint] {
        let place = { (across: Int, down: Int) in
            GeographicPoint(
                longitude: part.west + (part.east - part.west) * Double(across) / Double(steps),
                latitude: part.south + (part.north - part.south) * Double(down) / Double(steps)
            )
        }
        let inner = stride(from: 0, through: steps, by: steps / 8)
        return (0...steps).flatMap { [place($0, 0), place($0, steps), place(0, $0), place(steps, $0)] }
            + inner.flatMap { across in inner.map { place(across, $0) } }
    }
}
