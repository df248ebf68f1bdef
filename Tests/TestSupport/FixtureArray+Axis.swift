package import JSON

extension FixtureArray {
    /// The coordinates of a dimension of the same name, stored in the type of `positions`.
    package static func axis(
        _ name: String,
        _ positions: [some FixtureNumber],
        units: String? = nil,
        attributes: [(String, JSONValue)] = []
    ) -> FixtureArray {
        coordinates(name, positions, units: units, attributes: attributes)
    }

    /// The coordinates of a dimension of the same name in Float64, which is what numbers without a point are here too.
    package static func axis(
        _ name: String,
        _ positions: [Double],
        units: String? = nil,
        attributes: [(String, JSONValue)] = []
    ) -> FixtureArray {
        coordinates(name, positions, units: units, attributes: attributes)
    }

    private static func coordinates<Number: FixtureNumber>(
        _ name: String,
        _ positions: [Number],
        units: String?,
        attributes: [(String, JSONValue)]
    ) -> FixtureArray {
        FixtureArray(
            name,
            [(name, positions.count)],
            Number.dataType,
            positions,
            attributes: (units.map { [("units", .string($0))] } ?? []) + attributes
        )
    }
}
