internal import JSON
package import Zarr

/// What netCDF libraries leave where nothing was written (netcdf.h, `NC_FILL_…`).
///
/// In data they are values unless an attribute says otherwise; in coordinates they are never positions (digest: cf.md,
/// section 1). Types of one byte have none: every value of theirs is used.
package enum DefaultFill {
    /// The default fill value of a type, as the double that its elements read as.
    package static func value(of type: DataType) -> Double? {
        switch type {
        case .bool, .int8, .uint8, .float16: nil
        case .int16: -32767
        case .uint16: 65535
        case .int32: -2_147_483_647
        case .uint32: 4_294_967_295
        case .int64: -9_223_372_036_854_775_806
        case .uint64: 18_446_744_073_709_551_614
        // 0x1.ep+122: the same in both.
        case .float32, .float64: 9.969209968386869e36
        }
    }

    /// The default fill value of a coordinate that holds it; its stored type must be what its numbers are in.
    static func found(in numbers: [Double], of variable: StoredVariable) -> Double? {
        let attributes = CFAttributes(variable.attributes)
        guard attributes.number("scale_factor") == nil, attributes.number("add_offset") == nil,
            let fill = value(of: variable.dataType), numbers.contains(fill)
        else { return nil }
        return fill
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
        let stored: Double? =
            switch variable.dataType {
            case .int16: Double(Int16(truncatingIfNeeded: bits))
            case .int32: Double(Int32(truncatingIfNeeded: bits))
            case .int64: Double(Int64(bitPattern: bits))
            case .uint16, .uint32, .uint64: Double(bits)
            case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            case .float64: Double(bitPattern: bits)
            case .bool, .int8, .uint8, .float16: nil
            }
        return stored == fill ? fill : nil
    }
}
