package import JSON
internal import Zarr

extension FixtureArray {
    /// The coordinates of a dimension of the same name.
    package static func axis(
        _ name: String,
        _ positions: [Double],
        units: String,
        attributes: [(String, JSONValue)] = []
    ) -> FixtureArray {
        FixtureArray(
            name,
            [(name, positions.count)],
            .float64,
            positions,
            attributes: [("units", .string(units))] + attributes
        )
    }
}
