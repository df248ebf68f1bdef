internal import Zarr

/// Turns stored numbers into values: the kernels behind `Packing` (CF 1.11, section 8.1).
extension Packing {
    /// Unpacks `count` stored numbers of `storedType` in native byte order.
    package func unpack(_ bytes: UnsafeRawBufferPointer, shape: [Int]) -> Values {
        switch storedType {
        case .bool, .uint8: unpack(bytes.bindMemory(to: UInt8.self), shape)
        case .int8: unpack(bytes.bindMemory(to: Int8.self), shape)
        case .int16: unpack(bytes.bindMemory(to: Int16.self), shape)
        case .uint16: unpack(bytes.bindMemory(to: UInt16.self), shape)
        case .int32: unpack(bytes.bindMemory(to: Int32.self), shape)
        case .uint32: unpack(bytes.bindMemory(to: UInt32.self), shape)
        case .int64: unpack(bytes.bindMemory(to: Int64.self), shape)
        case .uint64: unpack(bytes.bindMemory(to: UInt64.self), shape)
        case .float16: unpack(widened(bytes), shape)
        case .float32: unpack(floating: bytes.bindMemory(to: Float.self), shape)
        case .float64: unpack(floating: bytes.bindMemory(to: Double.self), shape)
        }
    }

    private func widened(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        bytes.bindMemory(to: Float16.self).map(Float.init)
    }

    private func unpack(_ floats: [Float], _ shape: [Int]) -> Values {
        floats.withUnsafeBufferPointer { unpack(floating: $0, shape) }
    }

    private func unpack<Stored: FixedWidthInteger & BitwiseCopyable & SendableMetatype>(
        _ stored: UnsafeBufferPointer<Stored>,
        _ shape: [Int]
    ) -> Values {
        let rule = MissingIntegers<Stored>(self)
        switch valueType {
        case .signedInteger:
            return Values(
                storage: .signed(stored.map { Int64(truncatingIfNeeded: $0) }),
                missing: rule.mask(stored),
                shape: shape
            )
        case .unsignedInteger:
            return Values(
                storage: .unsigned(stored.map { UInt64(truncatingIfNeeded: $0) }),
                missing: rule.mask(stored),
                shape: shape
            )
        case .float:
            return Values(storage: .float(rule.scaled(stored, scale, offset, to: Float.self)), shape: shape)
        case .double:
            return Values(storage: .double(rule.scaled(stored, scale, offset, to: Double.self)), shape: shape)
        }
    }

    private func unpack<Stored: BinaryFloatingPoint & BitwiseCopyable & SendableMetatype>(
        floating stored: UnsafeBufferPointer<Stored>,
        _ shape: [Int]
    ) -> Values {
        let rule = MissingFloats<Stored>(self)
        switch valueType {
        case .float: return Values(storage: .float(rule.scaled(stored, self, to: Float.self)), shape: shape)
        default: return Values(storage: .double(rule.scaled(stored, self, to: Double.self)), shape: shape)
        }
    }
}

/// Which stored integers are missing: two markers are compared at once, more are rare and searched.
private struct MissingIntegers<Stored: FixedWidthInteger & BitwiseCopyable & SendableMetatype> {
    let first: Stored
    let second: Stored
    let rest: [Stored]
    let hasMarkers: Bool
    let lower: Stored
    let upper: Stored

    init(_ packing: Packing) {
        let markers = packing.missing.compactMap(Self.stored)
        first = markers.first ?? 0
        second = markers.dropFirst().first ?? first
        rest = Array(markers.dropFirst(2))
        hasMarkers = !markers.isEmpty
        lower = packing.validMinimum.flatMap(Self.stored) ?? .min
        upper = packing.validMaximum.flatMap(Self.stored) ?? .max
    }

    private static func stored(_ number: StoredNumber) -> Stored? {
        switch number {
        case .signed(let value): Stored(exactly: value)
        case .unsigned(let value): Stored(exactly: value)
        case .floating: nil
        }
    }

    @inline(__always)
    func isMissing(_ value: Stored) -> Bool {
        let marked = hasMarkers && (value == first || value == second)
        return marked || value < lower || value > upper || (!rest.isEmpty && rest.contains(value))
    }

    /// One flag per value; empty when none is missing.
    func mask(_ stored: UnsafeBufferPointer<Stored>) -> [Bool] {
        let mask = stored.map { isMissing($0) }
        return mask.contains(true) ? mask : []
    }

    @inline(__always)
    func scaled<Value: BinaryFloatingPoint>(
        _ stored: UnsafeBufferPointer<Stored>,
        _ scale: Double,
        _ offset: Double,
        to: Value.Type
    ) -> [Value] {
        Array(unsafeUninitializedCapacity: stored.count) { values, count in
            for index in 0..<stored.count {
                let number = stored[index]
                values.initializeElement(
                    at: index,
                    to: isMissing(number) ? .nan : Value(Double(number) * scale + offset)
                )
            }
            count = stored.count
        }
    }
}

/// Which stored floats are missing: NaN always is; two markers are compared at once, more are rare and searched.
private struct MissingFloats<Stored: BinaryFloatingPoint & BitwiseCopyable & SendableMetatype> {
    /// NaN, which equals nothing, where there is no such marker.
    let first: Stored
    let second: Stored
    let rest: [Stored]
    let lower: Stored
    let upper: Stored

    init(_ packing: Packing) {
        let markers = packing.missing.map { Stored($0.double) }.filter { !$0.isNaN }
        first = markers.first ?? .nan
        second = markers.dropFirst().first ?? .nan
        rest = Array(markers.dropFirst(2))
        lower = packing.validMinimum.map { Stored($0.double) } ?? -.infinity
        upper = packing.validMaximum.map { Stored($0.double) } ?? .infinity
    }

    @inline(__always)
    func isMissing(_ value: Stored) -> Bool {
        // NaN fails both comparisons with the ends.
        let isOutside = !(value >= lower && value <= upper)
        return value == first || value == second || isOutside || (!rest.isEmpty && rest.contains(value))
    }

    @inline(__always)
    func scaled<Value: BinaryFloatingPoint>(
        _ stored: UnsafeBufferPointer<Stored>,
        _ packing: Packing,
        to: Value.Type
    ) -> [Value] {
        let (scale, offset) = (packing.scale, packing.offset)
        // Adding zero would turn −0 into 0.
        let isIdentity = packing.isIdentity
        return Array(unsafeUninitializedCapacity: stored.count) { values, count in
            for index in 0..<stored.count {
                let number = stored[index]
                values.initializeElement(
                    at: index,
                    to: isMissing(number)
                        ? .nan : Value(isIdentity ? Double(number) : Double(number) * scale + offset)
                )
            }
            count = stored.count
        }
    }
}
