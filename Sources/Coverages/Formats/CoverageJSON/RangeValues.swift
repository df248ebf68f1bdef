internal import CF
internal import JSON

/// Unpacked values as JSON numbers with commas between them; missing ones are `null`.
enum RangeValues {
    /// Appends the values at a range of positions; what lies outside the values is left out.
    static func append(_ values: Values, _ range: Range<Int>, to bytes: inout [UInt8]) {
        switch values.storage {
        case .float(let floats): JSONText.append(floats[range.clamped(to: floats.indices)], to: &bytes)
        case .double(let doubles): JSONText.append(doubles[range.clamped(to: doubles.indices)], to: &bytes)
        case .signed(let integers):
            appendIntegers(integers, values.missing, range.clamped(to: integers.indices), &bytes) {
                JSONText.append($0, to: &$1)
            }
        case .unsigned(let integers):
            appendIntegers(integers, values.missing, range.clamped(to: integers.indices), &bytes) {
                JSONText.append($0, to: &$1)
            }
        }
    }

    /// Appends a row of values, those outside the runs as `null`; runs are positions in the row.
    static func append(_ values: Values, _ row: Range<Int>, in runs: [Range<Int>], to bytes: inout [UInt8]) {
        var position = 0
        func appendNulls(until end: Int) {
            while position < end {
                bytes.append(contentsOf: position == 0 ? "null".utf8 : ",null".utf8)
                position += 1
            }
        }
        for run in runs {
            appendNulls(until: run.lowerBound)
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            append(values, (row.lowerBound + run.lowerBound)..<(row.lowerBound + run.upperBound), to: &bytes)
            position = run.upperBound
        }
        appendNulls(until: row.count)
    }

    private static func appendIntegers<Integer>(
        _ integers: [Integer],
        _ missing: [Bool],
        _ range: Range<Int>,
        _ bytes: inout [UInt8],
        _ append: (Integer, inout [UInt8]) -> Void
    ) {
        for index in range {
            if index > range.lowerBound { bytes.append(UInt8(ascii: ",")) }
            if missing.indices.contains(index), missing[index] {
                bytes.append(contentsOf: "null".utf8)
            } else {
                append(integers[index], &bytes)
            }
        }
    }
}
