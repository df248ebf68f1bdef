internal import CRS
package import Cube
internal import Grids

/// The reference systems that pictures are offered in: those of the world, and the others that a configuration lists.
package struct MapSystems: Sendable {
    /// Authority and code of those that PROJ reaches, in the order in which documents list them.
    package let names: [String]

    /// Of continents, both poles, and countries whose data is often asked for.
    package static let usual = [
        "EPSG:4258", "EPSG:3035", "EPSG:3034", "EPSG:3413", "EPSG:3031", "EPSG:3995", "EPSG:3976",
        "EPSG:3575",
        "EPSG:25832", "EPSG:25833", "EPSG:32633", "EPSG:2154", "EPSG:27700", "EPSG:2056", "EPSG:28992",
        "EPSG:3067",
        "EPSG:5070", "EPSG:3577", "EPSG:2193",
    ]

    /// More make documents long that every client reads whole.
    package static let most = 200

    package init(_ names: [String] = usual) {
        let own = ["EPSG:4326", "EPSG:3857", "OGC:CRS84"]
        var listed: [String] = []
        for name in names.compactMap(RegisteredSystem.code)
        where !own.contains(name) && !listed.contains(name) {
            listed.append(name)
        }
        self.names = listed
    }

    /// The system of a name in any of OGC's forms, if it is listed, or among a dataset's own, which are asked for only
    /// then; nil for others.
    package func named(_ text: String, besides own: () -> [String]) -> MapSystem? {
        guard let code = RegisteredSystem.code(text) else { return nil }
        switch code {
        case "EPSG:4326": return .epsg4326
        case "EPSG:3857": return .epsg3857
        case "OGC:CRS84": return .crs84
        default:
            guard names.contains(code) || own().contains(code) else { return nil }
            return Self.made(code)
        }
    }

    /// Why pictures in a system are not offered, in words; nil for one in which they can be.
    package static func problem(of code: String) -> String? {
        RegisteredSystem.code(code) == nil
            ? "it is no code such as 'EPSG:3035'" : RegisteredSystem.refusal(of: code)?.text
    }

    /// All that are listed, and a dataset's own, as far as PROJ can make them.
    package func offered(besides own: [String]) -> [MapSystem] {
        (names + own.filter { !names.contains($0) }).compactMap(Self.made)
    }

    /// More grids of systems of their own than any dataset has.
    private static let maxOwn = 8

    /// The codes of the systems whose lines a dataset's grids follow.
    package static func own(of dataset: Dataset) -> [String] {
        var seen: Set<GridIdentity> = []
        var names: [String] = []
        for grid in dataset.variables.compactMap(\.grid) where names.count < maxOwn {
            if let identity = grid.identity, !seen.insert(identity).inserted { continue }
            if let name = grid.system?.name, !names.contains(name) { names.append(name) }
        }
        return names
    }

    private static func made(_ code: String) -> MapSystem? {
        (try? RegisteredSystem.named(code)).map { MapSystem($0) }
    }
}
