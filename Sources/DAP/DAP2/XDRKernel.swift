internal import Zarr

/// How one stored type becomes XDR (RFC 4506 as DAP 2.0 uses it): one concrete loop per pair of types.
///
/// Shorter integers take four bytes; bytes of arrays are packed, a scalar byte is not.
struct XDRKernel: Sendable, Equatable {
    private enum Conversion: Sendable {
        case copy8, widenUnsigned8, widenSigned8, widenSigned16, widenUnsigned16
        case swap32, swap64, halfToSingle, signed64ToDouble, unsigned64ToDouble
    }

    private let conversion: Conversion
    /// Bytes of one element as stored, and as XDR.
    let inputSize: Int
    let outputSize: Int

    /// The kernel for a stored type under the DAP2 type that it travels as; nil for a pair that DAP2 never makes.
    init?(stored: DataType, wire: WireType, isScalar: Bool) {
        switch (stored, wire) {
        case (.bool, .uint8), (.uint8, .uint8), (.int8, .uint8):
            conversion = isScalar ? .widenUnsigned8 : .copy8
        case (.int8, .int16): conversion = .widenSigned8
        case (.int16, .int16): conversion = .widenSigned16
        case (.uint16, .uint16): conversion = .widenUnsigned16
        case (.int32, .int32), (.uint32, .uint32), (.float32, .float32): conversion = .swap32
        case (.float64, .float64): conversion = .swap64
        case (.float16, .float32): conversion = .halfToSingle
        case (.int64, .float64): conversion = .signed64ToDouble
        case (.uint64, .float64): conversion = .unsigned64ToDouble
        default: return nil
        }
        inputSize = stored.size
        outputSize = isScalar ? max(wire.xdrSize, 4) : wire.xdrSize
    }

    /// Converts `count` elements; both pointers must reach that far, and neither needs to be aligned.
    func run(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int) {
        switch conversion {
        case .copy8: target.copyMemory(from: source, byteCount: count)
        case .widenUnsigned8: widenUnsigned8(source, target, count)
        case .widenSigned8: widenSigned8(source, target, count)
        case .widenSigned16: widenSigned16(source, target, count)
        case .widenUnsigned16: widenUnsigned16(source, target, count)
        case .swap32: swap32(source, target, count)
        case .swap64: swap64(source, target, count)
        case .halfToSingle: halfToSingle(source, target, count)
        case .signed64ToDouble: signed64ToDouble(source, target, count)
        case .unsigned64ToDouble: unsigned64ToDouble(source, target, count)
        }
    }
}

// The offsets below cannot overflow: count × 8 is the size of memory that exists.

private func widenUnsigned8(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = UInt32(source.load(fromByteOffset: index, as: UInt8.self))
        target.storeBytes(of: value.bigEndian, toByteOffset: index &* 4, as: UInt32.self)
    }
}

private func widenSigned8(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = Int32(source.load(fromByteOffset: index, as: Int8.self))
        target.storeBytes(of: value.bigEndian, toByteOffset: index &* 4, as: Int32.self)
    }
}

private func widenSigned16(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = Int32(source.loadUnaligned(fromByteOffset: index &* 2, as: Int16.self))
        target.storeBytes(of: value.bigEndian, toByteOffset: index &* 4, as: Int32.self)
    }
}

private func widenUnsigned16(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = UInt32(source.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self))
        target.storeBytes(of: value.bigEndian, toByteOffset: index &* 4, as: UInt32.self)
    }
}

private func swap32(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = source.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self)
        target.storeBytes(of: value.byteSwapped, toByteOffset: index &* 4, as: UInt32.self)
    }
}

private func swap64(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = source.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
        target.storeBytes(of: value.byteSwapped, toByteOffset: index &* 8, as: UInt64.self)
    }
}

private func halfToSingle(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = Float(source.loadUnaligned(fromByteOffset: index &* 2, as: Float16.self))
        target.storeBytes(of: value.bitPattern.bigEndian, toByteOffset: index &* 4, as: UInt32.self)
    }
}

private func signed64ToDouble(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = Double(source.loadUnaligned(fromByteOffset: index &* 8, as: Int64.self))
        target.storeBytes(of: value.bitPattern.bigEndian, toByteOffset: index &* 8, as: UInt64.self)
    }
}

private func unsigned64ToDouble(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    for index in 0..<count {
        let value = Double(source.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self))
        target.storeBytes(of: value.bitPattern.bigEndian, toByteOffset: index &* 8, as: UInt64.self)
    }
}
