extension JSONText {
    /// Numbers with commas between them; `null` for NaN and infinities.
    package static func append(_ values: ArraySlice<Float>, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + values.count * 12)
        ShortestFloat.powers.withUnsafeBufferPointer { powers in
            appendBlocks(values, to: &bytes) { value, output in
                DecimalText.write(value, powers: powers, to: output)
            }
        }
    }

    /// Numbers with commas between them; `null` for NaN and infinities.
    package static func append(_ values: ArraySlice<Double>, to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + values.count * 20)
        appendBlocks(values, to: &bytes) { value, output in DecimalText.write(value, to: output) }
    }

    /// Texts gather in a buffer on the stack and leave it a block at a time.
    @inline(__always)
    private static func appendBlocks<Number>(
        _ values: ArraySlice<Number>,
        to bytes: inout [UInt8],
        write: (Number, UnsafeMutablePointer<UInt8>) -> Int
    ) {
        let block = 4096
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: block + DecimalText.longest + 1) { buffer in
            guard let start = buffer.baseAddress else { return }
            var length = 0
            var isFirst = true
            values.withUnsafeBufferPointer { values in
                for value in values {
                    if !isFirst {
                        start[length] = UInt8(ascii: ",")
                        length &+= 1
                    }
                    isFirst = false
                    length &+= write(value, start + length)
                    if length >= block {
                        bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
                        length = 0
                    }
                }
            }
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
        }
    }
}
