/// Numbers that no service computes with as they are stored, and whose values a wider type holds (Zarr v3 extensions
/// `bfloat16`, `int2`, `int4`, `uint2`, `uint4`).
package enum NarrowType: String, Sendable, Hashable, CaseIterable {
    /// The upper half of a `float32`.
    case bfloat16
    /// The lowest bits of a byte, in two's complement; the others mean nothing.
    case int2, int4, uint2, uint4

    /// The type that an array of them is.
    var wide: DataType {
        switch self {
        case .bfloat16: .float32
        case .int2, .int4: .int8
        case .uint2, .uint4: .uint8
        }
    }

    /// Of one number, as the codec `bytes` stores it.
    var size: Int { self == .bfloat16 ? 2 : 1 }

    var bits: Int {
        switch self {
        case .bfloat16: 16
        case .int2, .uint2: 2
        case .int4, .uint4: 4
        }
    }

    /// The integers of the type; nil for floating point.
    var range: ClosedRange<Int64>? {
        switch self {
        case .bfloat16: nil
        case .int2: -2...1
        case .int4: -8...7
        case .uint2: 0...3
        case .uint4: 0...15
        }
    }
}
