extension JSONText {
    /// Numbers with commas between them; `null` for NaN and infinities.
    package static func append(_ values: ArraySlice<Float>, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + values.count * 10)
        values.withUnsafeBufferPointer { values in
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, to: &bytes)
            }
        }
    }

    /// Numbers with commas between them; `null` for NaN and infinities.
    package static func append(_ values: ArraySlice<Double>, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + values.count * 16)
        values.withUnsafeBufferPointer { values in
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(value, to: &bytes)
            }
        }
    }
}
