package import Failures
package import JSON

/// Cubes of one variable on one grid.
extension CubeFixture {
    /// Fields on one grid, with what else the dataset holds.
    package init(
        id: String = "fixture",
        _ grid: FixtureGrid,
        _ fields: [FixtureArray],
        title: String? = nil,
        texts: [FixtureTexts] = [],
        limits: Limits = Limits(),
        budget: Int = 256 << 20
    ) throws {
        try self.init(
            id: id,
            title: title,
            arrays: grid.coordinates + fields,
            texts: texts,
            limits: limits,
            budget: budget
        )
    }

    /// A variable on latitudes by longitudes, behind the dimensions of `leading`; `value` is told its indices.
    package static func latLon<Number: FixtureNumber>(
        _ latitudes: [Double] = [60, 59],
        _ longitudes: [Double] = [0, 1],
        along leading: [FixtureArray] = [],
        id: String = "fixture",
        variable name: String = "v",
        attributes: [(String, JSONValue)] = [],
        chunkShape: [Int]? = nil,
        limits: Limits = Limits(),
        _ value: ([Int]) -> Number
    ) throws -> CubeFixture {
        let grid = FixtureGrid.latLon(latitudes, longitudes, along: leading)
        let field = grid.field(name, attributes: attributes, chunkShape: chunkShape, value)
        return try CubeFixture(id: id, grid, [field], limits: limits)
    }

    /// The same in Float32, whose values are their numbers in row-major order: 0, 1, 2 and so on.
    package static func latLon(
        _ latitudes: [Double] = [60, 59],
        _ longitudes: [Double] = [0, 1],
        along leading: [FixtureArray] = [],
        id: String = "fixture",
        variable name: String = "v",
        attributes: [(String, JSONValue)] = [],
        chunkShape: [Int]? = nil,
        limits: Limits = Limits()
    ) throws -> CubeFixture {
        let grid = FixtureGrid.latLon(latitudes, longitudes, along: leading)
        let field = grid.numbered(name, attributes: attributes, chunkShape: chunkShape)
        return try CubeFixture(id: id, grid, [field], limits: limits)
    }
}
