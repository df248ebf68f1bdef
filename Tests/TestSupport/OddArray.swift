package import JSON
package import Zarr

/// An array whose numbers, dimensions and attributes a test spoils before it is written.
package struct OddArray: Sendable {
    package let name: String
    package var dimensions: [(name: String, size: Int)]
    /// Row-major; what is lacking is zero, what is too much is left out.
    package var numbers: [Double]
    package var type: DataType
    package var attributes: JSONObject
    /// Whether it is one of Zarr v2, whose fill value marks what is missing.
    package var isOfV2 = false
    package var fillOfV2 = 0.0

    package init(
        _ name: String,
        _ dimensions: [(String, Int)],
        _ numbers: [Double],
        _ type: DataType = .float64,
        _ attributes: [(String, JSONValue)] = []
    ) {
        self.name = name
        self.dimensions = dimensions.map { (name: $0.0, size: $0.1) }
        self.numbers = numbers
        self.type = type
        self.attributes = JSONObject(attributes)
    }

    /// Makes its numbers those of its elements, from 0 on in row-major order.
    package mutating func number() {
        let count = dimensions.reduce(1) { min($0 * max($1.size, 0), Self.most) }
        numbers = (0..<count).map { Double($0) }
    }

    /// More elements than a spoilt array may have.
    private static let most = 1 << 16

    /// The array in its type, in which numbers that it does not hold are its nearest ones; nil for too many elements.
    package var fixture: FixtureArray? {
        var count = 1
        for dimension in dimensions {
            let (product, overflows) = count.multipliedReportingOverflow(by: max(dimension.size, 0))
            guard !overflows, product <= Self.most else { return nil }
            count = product
        }
        let all =
            numbers.prefix(count) + [Double](repeating: 0, count: max(count - numbers.count, 0)) + [fillOfV2]
        switch type {
        case .int8: return array(all.map { Self.whole($0) as Int8 })
        case .uint8: return array(all.map { Self.whole($0) as UInt8 })
        case .int16: return array(all.map { Self.whole($0) as Int16 })
        case .uint16: return array(all.map { Self.whole($0) as UInt16 })
        case .int32: return array(all.map { Self.whole($0) as Int32 })
        case .uint32: return array(all.map { Self.whole($0) as UInt32 })
        case .int64: return array(all.map { Self.whole($0) as Int64 })
        case .uint64: return array(all.map { Self.whole($0) as UInt64 })
        case .float32: return array(all.map { Float($0) })
        default: return array(Array(all))
        }
    }

    /// Of its values, and its fill value behind them.
    private func array<Number: FixtureNumber>(_ values: [Number]) -> FixtureArray {
        var array = FixtureArray(
            name,
            dimensions.map { ($0.name, $0.size) },
            Number.dataType,
            values.dropLast().map(\.self),
            attributes: attributes.entries.map { ($0.key, $0.value) }
        )
        array.fillMarksMissing = isOfV2
        array.fillValue = values.suffix(1).withUnsafeBytes(Array.init)
        return array
    }

    private static func whole<Number: FixedWidthInteger>(_ number: Double) -> Number {
        if number.isNaN { return 0 }
        if number >= Double(Number.max) { return .max }
        return number <= Double(Number.min) ? .min : Number(number)
    }
}
