internal import CF

/// Values between levels: what is told of a read, at each place and time, in the place of the levels that it reads.
package struct LevelBlend: Sendable, Equatable {
    /// For each value that was asked for the levels around it, as positions among those that are read.
    let pairs: [LevelPair]
    /// Levels that are read.
    let count: Int

    /// For each value how far it lies from the one level to the other.
    package var shares: [Double] { pairs.map(\.share) }

    /// The values between, where levels follow each other and are followed by nothing; as floats where these are.
    func blended(_ rows: ArraySlice<Double>, as type: ValueType) -> Values {
        var values: [Double] = []
        values.reserveCapacity(rows.count / max(count, 1) * pairs.count)
        for row in stride(from: rows.startIndex, to: rows.endIndex - count + 1, by: max(count, 1)) {
            values += pairs.map { $0.value(rows[row + $0.first], rows[row + $0.second]) }
        }
        let shape = [values.count]
        return type == .float
            ? Values(storage: .float(values.map { Float($0) }), shape: shape)
            : Values(storage: .double(values), shape: shape)
    }
}

/// Takes blocks of values as they come, and hands out what lies between their levels.
struct LevelBlender {
    let blend: LevelBlend
    let type: ValueType
    private var waiting: [Double] = []

    init(_ blend: LevelBlend, as type: ValueType) {
        (self.blend, self.type) = (blend, type)
    }

    /// What is whole by now; the rest waits for the next block.
    mutating func take(_ values: Values, _ range: Range<Int>) -> Values {
        waiting += values.doubles[range]
        let whole = waiting.count / max(blend.count, 1) * blend.count
        defer { waiting.removeFirst(whole) }
        return blend.blended(waiting[..<whole], as: type)
    }
}
