import JSON

/// Differences between neighbours (numcodecs `delta`): the first value, then what each adds to the one before.
///
/// Sums are in the type of the values, integers wrapping, floats rounding at each step.
struct DeltaCodec: Codec {
    let name = "delta"
    let kind: CodecKind
    private let decoded: TypeName
    private let encoded: TypeName

    init(_ settings: CodecSettings) throws(DocumentFault) {
        kind = settings.filterKind
        guard let type = try settings.type("dtype") else { throw settings.refusing("dtype is missing") }
        decoded = type
        encoded = try settings.type("astype") ?? type
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        let conversion = try NumberConversion(from: encoded, to: self.decoded, kind: kind, codec: name)
        return DecodeStep(
            step: .expand(Sum(conversion: conversion)),
            encoded: try conversion.encoded(decoded, codec: name)
        )
    }

    private struct Sum: Expansion {
        let conversion: NumberConversion

        func decode(
            _ input: UnsafeRawBufferPointer,
            into output: UnsafeMutableRawBufferPointer
        ) throws(CodecFault) -> Int {
            let count = try conversion.convert(input, into: output)
            let bytes = UnsafeMutableRawBufferPointer(rebasing: output[..<count])
            try Self.sum(bytes, conversion.to.dataType)
            try conversion.restoreOrder(bytes)
            return count
        }

        private static func sum(_ bytes: UnsafeMutableRawBufferPointer, _ type: DataType) throws(CodecFault) {
            switch type.size {
            case _ where type == .float32: floating(bytes, Float.self)
            case _ where type == .float64: floating(bytes, Double.self)
            case 1 where !type.isFloatingPoint: integers(bytes, UInt8.self)
            case 2 where !type.isFloatingPoint: integers(bytes, UInt16.self)
            case 4 where !type.isFloatingPoint: integers(bytes, UInt32.self)
            case 8 where !type.isFloatingPoint: integers(bytes, UInt64.self)
            default: throw .invalid("differences of \(type.name)")
            }
        }

        private static func integers<Number: FixedWidthInteger & BitwiseCopyable>(
            _ bytes: UnsafeMutableRawBufferPointer,
            _ type: Number.Type
        ) {
            var sum: Number = 0
            for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size) {
                sum &+= bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
                bytes.storeBytes(of: sum, toByteOffset: offset, as: Number.self)
            }
        }

        private static func floating<Number: BinaryFloatingPoint & BitwiseCopyable>(
            _ bytes: UnsafeMutableRawBufferPointer,
            _ type: Number.Type
        ) {
            guard bytes.count >= MemoryLayout<Number>.size else { return }
            // Begins with the first value itself: 0 + -0 would lose its sign.
            var sum = bytes.loadUnaligned(as: Number.self)
            for offset in stride(
                from: MemoryLayout<Number>.size,
                to: bytes.count,
                by: MemoryLayout<Number>.size
            ) {
                sum += bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
                bytes.storeBytes(of: sum, toByteOffset: offset, as: Number.self)
            }
        }
    }
}
