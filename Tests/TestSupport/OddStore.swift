package import Cube
package import Failures
package import JSON
package import Zarr

/// A small store that is sound until a test spoils something of it.
///
/// Its variable `v` holds the number of each of its elements, from 0 on in row-major order: what is read tells where it stood.
package struct OddStore: Sendable {
    /// Of the group.
    package var attributes = JSONObject()
    package var arrays: [OddArray]
    package var texts: [FixtureTexts]
    package var limits = Limits()
    /// Whether the nearest centre answers everywhere: no cell has an outline of its own.
    package var answersNearest = false

    package init(_ arrays: [OddArray], texts: [FixtureTexts] = [], attributes: [(String, JSONValue)] = []) {
        (self.arrays, self.texts, self.attributes) = (arrays, texts, JSONObject(attributes))
    }

    /// The variable of a store, along these dimensions.
    package static func variable(
        _ name: String = "v",
        _ dimensions: [(String, Int)],
        _ attributes: [(String, JSONValue)] = []
    ) -> OddArray {
        let count = dimensions.reduce(1) { $0 * $1.1 }
        return OddArray(name, dimensions, (0..<count).map { Double($0) }, .float64, attributes)
    }

    /// The store as a dataset.
    ///
    /// - Throws: as `CubeFixture.init`.
    package func cube(budget: Int = 64 << 20) throws -> CubeFixture {
        try CubeFixture(
            attributes: attributes.entries.map { ($0.key, $0.value) },
            arrays: arrays.compactMap(\.fixture),
            texts: texts,
            limits: limits,
            budget: budget
        )
    }

    package func dataset() throws -> Dataset { try cube().dataset }

    // Spoiling it.

    private mutating func change(_ name: String, _ body: (inout OddArray) -> Void) {
        guard let index = arrays.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the store has no array \(name)")
        }
        body(&arrays[index])
    }

    /// Gives an array an attribute, or takes it away with null; an array without a name is the group.
    package mutating func set(_ array: String, _ attribute: String, _ value: JSONValue) {
        let value: JSONValue? = value.isNull ? .none : .some(value)
        if array.isEmpty {
            attributes[attribute] = value
        } else {
            change(array) { $0.attributes[attribute] = value }
        }
    }

    /// Writes numbers at some positions of an array.
    package mutating func put(_ array: String, _ numbers: [Int: Double]) {
        change(array) { array in
            for (position, number) in numbers where array.numbers.indices.contains(position) {
                array.numbers[position] = number
            }
        }
    }

    /// Writes all numbers of an array anew.
    package mutating func write(_ array: String, _ numbers: [Double]) {
        change(array) { $0.numbers = numbers }
    }

    /// Writes one number everywhere.
    package mutating func fill(_ array: String, _ number: Double) {
        change(array) { $0.numbers = [Double](repeating: number, count: $0.numbers.count) }
    }

    package mutating func store(_ array: String, as type: DataType) { change(array) { $0.type = type } }

    /// Makes arrays those of Zarr v2.
    package mutating func makeV2(_ names: String..., fill: Double = 0) {
        for name in names {
            change(name) { array in
                array.isOfV2 = true
                array.fillOfV2 = fill
            }
        }
    }

    /// Writes a number where another stands.
    package mutating func replace(_ array: String, _ number: Double, by other: Double) {
        change(array) { array in array.numbers = array.numbers.map { $0 == number ? other : $0 } }
    }

    /// Gives an array other dimensions, its numbers as far as they go.
    package mutating func shape(_ array: String, _ dimensions: [(String, Int)]) {
        change(array) { $0.dimensions = dimensions.map { (name: $0.0, size: $0.1) } }
    }

    package mutating func drop(_ array: String) { arrays.removeAll { $0.name == array } }

    /// Adds an array in the place of any of its name.
    package mutating func add(_ array: OddArray) {
        drop(array.name)
        arrays.append(array)
    }
}
