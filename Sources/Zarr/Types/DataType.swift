/// The type of an array's elements as they are once decoded: native (little-endian) byte order, packed.
package enum DataType: Sendable, Hashable {
    /// One byte, 0 or 1.
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, float32, float64

    /// Bytes of one element.
    package var size: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .int16, .uint16, .float16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }

    package var isFloatingPoint: Bool {
        switch self {
        case .float16, .float32, .float64: true
        default: false
        }
    }

    package var isSignedInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64: true
        default: false
        }
    }

    package var isUnsignedInteger: Bool {
        switch self {
        case .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }

    /// The name in Zarr v3.
    package var name: String { "\(self)" }
}

extension DataType {
    /// Makes the type that a registered name of Zarr v3 means.
    static let named: [String: DataType] = [
        "bool": .bool,
        "int8": .int8, "int16": .int16, "int32": .int32, "int64": .int64,
        "uint8": .uint8, "uint16": .uint16, "uint32": .uint32, "uint64": .uint64,
        "float16": .float16, "float32": .float32, "float64": .float64,
    ]

    /// The types of v2 by kind and size, as in `<f8` without its byte order.
    static let coded: [String: DataType] = [
        "b1": .bool,
        "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
        "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64,
        "f2": .float16, "f4": .float32, "f8": .float64,
    ]
}
