internal import Cube
internal import JSON
internal import Zarr

/// The type of a value as it travels: what DAP2 and DAP4 have in common.
enum WireType: Sendable, Hashable {
    case int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64
    /// Texts of any length.
    case string

    /// The keyword of a DDS or DAS (DAP 2.0, section 6); DAP2 has no 8-bit signed and no 64-bit integers, so no
    /// DAP2 type is ever made of them.
    var dap2Name: String {
        switch self {
        case .uint8: "Byte"
        case .int8, .int16: "Int16"
        case .uint16: "UInt16"
        case .int32: "Int32"
        case .uint32: "UInt32"
        case .float32: "Float32"
        case .int64, .uint64, .float64: "Float64"
        case .string: "String"
        }
    }

    /// The element name of a DMR; never `Byte`, which netCDF-C reads as signed.
    var dap4Name: String {
        switch self {
        case .int8: "Int8"
        case .uint8: "UInt8"
        case .int16: "Int16"
        case .uint16: "UInt16"
        case .int32: "Int32"
        case .uint32: "UInt32"
        case .int64: "Int64"
        case .uint64: "UInt64"
        case .float32: "Float32"
        case .float64: "Float64"
        case .string: "String"
        }
    }

    /// Bytes of one element where nothing pads it: DAP4, and memory; of a text those of its length.
    var size: Int {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64, .string: 8
        }
    }

    /// Bytes of one element of an XDR array; bytes are packed, shorter integers take four (digest §3.3).
    var xdrSize: Int {
        switch self {
        case .uint8: 1
        case .int64, .uint64, .float64: 8
        default: 4
        }
    }

    var isUnsigned: Bool {
        switch self {
        case .uint8, .uint16, .uint32, .uint64: true
        default: false
        }
    }

    var isFloatingPoint: Bool { self == .float32 || self == .float64 }
}

extension WireType {
    /// What DAP2 makes of a stored type: nothing is ever truncated.
    ///
    /// With `isUnsignedByHint` the variable says `_Unsigned = "true"`: its bytes are then a `Byte`, bit for bit.
    static func dap2(for type: DataType, isUnsignedByHint: Bool = false) -> WireType {
        switch type {
        case .bool, .uint8: .uint8
        case .int8: isUnsignedByHint ? .uint8 : .int16
        case .int16: .int16
        case .uint16: .uint16
        case .int32: .int32
        case .uint32: .uint32
        case .float16, .float32: .float32
        case .int64, .uint64, .float64: .float64
        }
    }

    static func dap4(for type: DataType) -> WireType {
        switch type {
        case .bool, .uint8: .uint8
        case .int8: .int8
        case .int16: .int16
        case .uint16: .uint16
        case .int32: .int32
        case .uint32: .uint32
        case .int64: .int64
        case .uint64: .uint64
        case .float16, .float32: .float32
        case .float64: .float64
        }
    }
}

extension StoredVariable {
    /// The type under which the array travels in DAP2.
    var dap2Type: WireType {
        if isText { return .string }
        return .dap2(for: dataType, isUnsignedByHint: attributes["_Unsigned"]?.isTrueWord == true)
    }

    /// The type under which the array travels in DAP4.
    var dap4Type: WireType { isText ? .string : .dap4(for: dataType) }

    /// True for the coordinate variable of a dimension; texts are none, since clients want numbers of those.
    var isCoordinate: Bool { !isText && dimensions.count == 1 && dimensions[0].name == name }
}
