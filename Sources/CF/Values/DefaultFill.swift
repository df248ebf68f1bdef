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
        // -2^63 + 2 and 2^64 - 2, rounded.
        case .int64: -0x1p63
        case .uint64: 0x1p64
        // 0x1.ep+122: the same in both.
        case .float32, .float64: 9.969209968386869e36
        }
    }
}
