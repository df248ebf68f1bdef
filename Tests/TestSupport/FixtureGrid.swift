package import JSON
internal import Zarr

/// The coordinates of a fixture's variables, in the order of their dimensions, and what is made on them.
package struct FixtureGrid: Sendable {
    /// Coordinates, one array for each dimension.
    package let axes: [FixtureArray]
    /// The variable of the map projection, which every field names.
    private let mapping: FixtureArray?

    /// Any coordinates, the slowest dimension first.
    package init(_ axes: [FixtureArray], mapping: FixtureArray? = nil) {
        self.axes = axes
        self.mapping = mapping
    }

    /// Latitudes by longitudes in degrees, behind the dimensions of `leading`: four cells of 1° unless said otherwise.
    package static func latLon(
        _ latitudes: [Double] = [60, 59],
        _ longitudes: [Double] = [0, 1],
        along leading: [FixtureArray] = []
    ) -> FixtureGrid {
        FixtureGrid(leading + [.latitudes(latitudes), .longitudes(longitudes)])
    }

    /// `y` by `x` of a map projection in metres, behind the dimensions of `leading`.
    ///
    /// `mapping` are the attributes of the grid mapping (CF 1.11, section 5.6).
    package static func projected(
        y: [Double],
        x: [Double],
        mapping: [(String, JSONValue)],
        along leading: [FixtureArray] = []
    ) -> FixtureGrid {
        let axes = [("y", y), ("x", x)].map { name, values in
            FixtureArray.axis(
                name,
                values,
                units: "m",
                attributes: [("standard_name", .string("projection_\(name)_coordinate"))]
            )
        }
        return FixtureGrid(leading + axes, mapping: .mapping(mapping))
    }

    /// What a dataset holds beside the fields: coordinates, and the grid mapping if there is one.
    package var coordinates: [FixtureArray] { axes + (mapping.map { [$0] } ?? []) }

    /// How many cells each dimension has.
    package var shape: [Int] { axes.flatMap(\.shape) }

    /// The same grid with fewer dimensions.
    package func without(_ names: String...) -> FixtureGrid {
        FixtureGrid(axes.filter { !names.contains($0.name) }, mapping: mapping)
    }

    /// A variable whose values are told from their indices along the dimensions.
    package func field<Number: FixtureNumber>(
        _ name: String = "v",
        attributes: [(String, JSONValue)] = [],
        chunkShape: [Int]? = nil,
        _ value: ([Int]) -> Number
    ) -> FixtureArray {
        let shape = self.shape
        return numbered(name, attributes: attributes, chunkShape: chunkShape) { number in
            var (rest, indices) = (number, shape)
            for dimension in shape.indices.reversed() {
                indices[dimension] = rest % shape[dimension]
                rest /= shape[dimension]
            }
            return value(indices)
        }
    }

    /// A variable whose values are told from their number in row-major order, from 0 on.
    package func numbered<Number: FixtureNumber>(
        _ name: String = "v",
        attributes: [(String, JSONValue)] = [],
        chunkShape: [Int]? = nil,
        _ value: (Int) -> Number
    ) -> FixtureArray {
        FixtureArray(
            name,
            axes.flatMap { $0.dimensions.map { ($0.name, $0.size) } },
            Number.dataType,
            (0..<shape.reduce(1, *)).map(value),
            attributes: attributes + (mapping.map { [("grid_mapping", .string($0.name))] } ?? []),
            chunkShape: chunkShape
        )
    }

    /// A variable of Float32 whose values are their numbers in row-major order: 0, 1, 2 and so on.
    package func numbered(
        _ name: String = "v",
        attributes: [(String, JSONValue)] = [],
        chunkShape: [Int]? = nil
    ) -> FixtureArray {
        numbered(name, attributes: attributes, chunkShape: chunkShape) { Float($0) }
    }
}
