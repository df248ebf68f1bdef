package import JSON
package import Zarr

/// `_FillValue` as a plain number, whatever the writer made of it.
///
/// xarray writes it for Zarr v3 floats as base64 of the little-endian double, also for float32 data; for v2 it leaves
/// it out, because the array's own fill value plays its part (digest: cf.md, section 1; zarr.md, section 3.3). Not in a
/// coordinate variable, which has no missing values (CF 1.11, section 2.5.1): its fill value is a default of the writer,
/// often 0, and would take the equator, Greenwich and the first time away.
package enum FillValueAttribute {
    /// The attributes of an array with `_FillValue` as a number, or without it if it is none.
    package static func normalised(_ metadata: ArrayMetadata) -> JSONObject {
        var attributes = metadata.attributes
        guard let written = attributes["_FillValue"] else {
            if metadata.fillMarksMissing, !metadata.isCoordinate {
                attributes["_FillValue"] = number(metadata.fillValue, metadata.dataType)
            }
            return attributes
        }
        let value = written.arrayValue.flatMap { $0.count == 1 ? $0[0] : nil } ?? written
        if let text = value.stringValue, metadata.dataType.isFloatingPoint, let number = double(base64: text)
        {
            attributes["_FillValue"] = .number(number)
        } else if let number = CFAttributes(JSONObject([("_FillValue", value)])).numberValues("_FillValue")
            .first
        {
            attributes["_FillValue"] = number
        }
        return attributes
    }

    /// Eight little-endian bytes in base64: eleven characters and a `=`.
    private static func double(base64 text: String) -> Double? {
        guard text.utf8.count == 12, let bytes = Base64.decode(text), bytes.count == 8 else { return nil }
        return Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// One stored element as a JSON number.
    private static func number(_ bytes: [UInt8], _ type: DataType) -> JSONValue? {
        guard bytes.count == type.size else { return nil }
        let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return switch type {
        case .bool: .bool(bits != 0)
        case .int8: .integer(Int64(Int8(truncatingIfNeeded: bits)))
        case .int16: .integer(Int64(Int16(truncatingIfNeeded: bits)))
        case .int32: .integer(Int64(Int32(truncatingIfNeeded: bits)))
        case .int64: .integer(Int64(bitPattern: bits))
        case .uint8, .uint16, .uint32: .integer(Int64(bits))
        case .uint64: bits > UInt64(Int64.max) ? .unsigned(bits) : .integer(Int64(bits))
        case .float16: .number(Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits))))
        case .float32: .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
        case .float64: .number(Double(bitPattern: bits))
        }
    }
}

extension ArrayMetadata {
    /// One dimension that bears the array's own name (CF 1.11, section 1.3).
    fileprivate var isCoordinate: Bool { rank == 1 && dimensionNames.first == name }
}
