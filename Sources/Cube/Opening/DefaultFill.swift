internal import CF
internal import JSON
internal import Zarr

/// What of an array is netCDF's default fill value.
extension DefaultFill {
    /// The default fill value of a coordinate that holds it; one that is scaled holds none.
    static func found(in values: Values, of variable: StoredVariable) -> Double? {
        guard !isScaled(variable), let fill = value(of: variable.dataType) else { return nil }
        let isFound =
            switch values.storage {
            case .float(let numbers): numbers.contains(Float(fill))
            case .double(let numbers): numbers.contains(fill)
            // Exactly: as doubles `NaT`, which is −2^63, would be the same.
            case .signed(let numbers): numbers.contains(variable.dataType == .int64 ? longest : Int64(fill))
            case .unsigned(let numbers):
                numbers.contains(variable.dataType == .uint64 ? longestUnsigned : UInt64(fill))
            }
        return isFound ? fill : nil
    }

    /// The same of numbers that are doubles already, which integers of 64 bits are not exactly.
    static func found(in numbers: [Double], of variable: StoredVariable) -> Double? {
        guard !isScaled(variable), variable.dataType.isFloatingPoint || variable.dataType.size < 8,
            let fill = value(of: variable.dataType), numbers.contains(fill)
        else { return nil }
        return fill
    }

    /// NumPy's `NaT` among integers of 64 bits.
    static let notATime = -0x1p63
    private static let longest: Int64 = -9_223_372_036_854_775_806
    private static let longestUnsigned: UInt64 = 18_446_744_073_709_551_614

    private static func isScaled(_ variable: StoredVariable) -> Bool {
        let attributes = CFAttributes(variable.attributes)
        return attributes.number("scale_factor") != nil || attributes.number("add_offset") != nil
    }

    /// The fill value of an array's absent chunks where that is netCDF's default and nothing marks it as missing.
    static func unmarked(in variable: StoredVariable) -> Double? {
        let metadata = variable.array.metadata
        guard let fill = value(of: variable.dataType), metadata.fillValue.count == variable.dataType.size,
            ["_FillValue", "missing_value", "valid_min", "valid_max", "valid_range"].allSatisfy({
                variable.attributes[$0] == nil
            })
        else { return nil }
        let bits = metadata.fillValue.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let isFill =
            switch variable.dataType {
            case .int16: Double(Int16(truncatingIfNeeded: bits)) == fill
            case .int32: Double(Int32(truncatingIfNeeded: bits)) == fill
            case .int64: Int64(bitPattern: bits) == longest
            case .uint16, .uint32: Double(bits) == fill
            case .uint64: bits == longestUnsigned
            case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) == fill
            case .float64: Double(bitPattern: bits) == fill
            case .bool, .int8, .uint8, .float16: false
            }
        return isFill ? fill : nil
    }
}
