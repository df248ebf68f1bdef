package import Cube
internal import Grids

/// Where a variable is, as an example asks for it: in degrees, with four decimals at most.
package struct ExampleExtent: Sendable {
    private let extent: GeographicExtent

    /// Nil for a variable without a place, or with one that has no area.
    package init?(_ variable: Variable) {
        guard let extent = variable.grid?.extent, extent.east > extent.west, extent.north > extent.south
        else {
            return nil
        }
        self.extent = extent
    }

    /// Height by width.
    package var aspect: Double { (extent.north - extent.south) / (extent.east - extent.west) }

    /// West, south, east, north with commas between them.
    package var box: String {
        [extent.west, extent.south, extent.east, extent.north].map(Self.decimal).joined(separator: ",")
    }

    /// The middle as longitude and latitude.
    package var middle: (longitude: String, latitude: String) {
        let middle = (extent.west + extent.east) / 2
        return (
            Self.decimal(middle > 180 ? middle - 360 : middle),
            Self.decimal((extent.south + extent.north) / 2)
        )
    }

    /// A tenth of a metre's worth would only make the address longer.
    private static func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return "0" }
        let rounded = (value * 1e4).rounded() / 1e4
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
