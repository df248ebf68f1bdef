internal import Cube
internal import Gateway
internal import Serving

/// Addresses that show something of a dataset at once: a map, a point, a few values.
struct ExampleAddresses {
    private static let mapWidth = 800

    let map: String?
    let position: String?
    let values: String?

    init(_ dataset: Dataset, origin: PublicOrigin) {
        let name = dataset.address.encoded
        let mapped = dataset.variables.first { $0.grid != nil }
        map = mapped.flatMap { Self.map(of: $0, name, origin) }
        position = mapped.flatMap { Self.position(in: $0, name, origin) }
        values = dataset.variables.first.map { Self.values(of: $0, name, origin) }
    }

    /// The whole extent of a variable, in degrees, at its newest or default step.
    private static func map(of variable: Variable, _ dataset: String, _ origin: PublicOrigin) -> String? {
        guard let box = box(of: variable) else { return nil }
        let aspect = (box.north - box.south) / (box.east - box.west)
        let height = min(max(Int(Double(mapWidth) * aspect), 16), 2 * mapWidth)
        let bounds = [box.west, box.south, box.east, box.north].map(decimal).joined(separator: ",")
        return origin.url(
            "/wms/\(dataset)?service=WMS&version=1.3.0&request=GetMap&layers=\(PercentCoding.encode(variable.name))"
                + "&styles=&crs=CRS:84&bbox=\(bounds)&width=\(mapWidth)&height=\(height)&format=image/png"
        )
    }

    /// A cell in the middle of the extent.
    private static func position(in variable: Variable, _ dataset: String, _ origin: PublicOrigin) -> String?
    {
        guard let box = box(of: variable) else { return nil }
        let middle = (box.west + box.east) / 2
        let point =
            "\(decimal(middle > 180 ? middle - 360 : middle))%20\(decimal((box.south + box.north) / 2))"
        return origin.url(
            "/edr/collections/\(dataset)/position?coords=POINT(\(point))"
                + "&parameter-name=\(PercentCoding.encode(variable.name))&f=CoverageJSON"
        )
    }

    /// Up to ten values along the last dimension, as text.
    private static func values(of variable: Variable, _ dataset: String, _ origin: PublicOrigin) -> String {
        let sizes = variable.stored.shape
        let ranges = sizes.enumerated().map { index, size in
            index == sizes.count - 1 ? "%5B0:\(max(min(size, 10) - 1, 0))%5D" : "%5B0%5D"
        }
        return origin.url("/dap/\(dataset).ascii?\(PercentCoding.encode(variable.name))\(ranges.joined())")
    }

    private static func box(of variable: Variable) -> GeographicExtent? {
        guard let box = variable.grid?.extent, box.east > box.west, box.north > box.south else { return nil }
        return box
    }

    /// At most four decimals: a tenth of a metre's worth would only make the address longer.
    private static func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "0" }
        let rounded = (value * 1e4).rounded() / 1e4
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
