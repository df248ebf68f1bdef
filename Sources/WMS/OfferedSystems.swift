internal import Cube
internal import Maps

/// The reference systems of the pictures of a dataset in one version: those of the site, and those of its own grids.
struct OfferedSystems {
    let systems: MapSystems
    let dataset: Dataset
    let version: WMSVersion

    /// Those of the world, which everybody has.
    static func world(in version: WMSVersion) -> [MapSystem] {
        version == .v1_3_0 ? [.epsg4326, .crs84, .epsg3857] : [.epsg4326, .epsg3857]
    }

    private var world: [MapSystem] { Self.world(in: version) }

    /// All of them, in the order of the capabilities.
    var all: [MapSystem] { world + systems.offered(besides: MapSystems.own(of: dataset)) }

    /// - Throws: `InvalidCRS`.
    func named(_ text: String) throws(WMSError) -> MapSystem {
        if let system = MapSystem.named(text, among: world) { return system }
        if let system = systems.named(text, besides: { MapSystems.own(of: dataset) }),
            version == .v1_3_0 || system != .crs84
        {
            return system
        }
        let known = (world.map(\.name) + systems.names).joined(separator: ", ")
        throw WMSError(
            .invalidCRS,
            "\(version.crsParameter)='\(text.prefix(80))' is not offered; there is: \(known)."
        )
    }
}
