/// Tells distances that no grid has from those of one whose cells are of many sizes, as rivers and the sea.
enum SpacingJumps {
    /// A jump is so many times as long as what is beside it, beyond `PlaceFlaws.jump`.
    private static let step: Float = 10
    /// Numbers of which the middle is that of all.
    private static let samples = 1 << 16

    /// What distances have to be over; 0 where there are none.
    static func limit(of distances: some RandomAccessCollection<Float>) -> Float {
        let step = max(distances.count / samples, 1)
        var sampled: [Float] = []
        for offset in stride(from: 0, to: distances.count, by: step) {
            let distance = distances[distances.index(distances.startIndex, offsetBy: offset)]
            if distance > 0 { sampled.append(distance) }
        }
        guard !sampled.isEmpty else { return 0 }
        sampled.sort()
        return sampled[sampled.count / 2] * PlaceFlaws.jump
    }

    /// The cells that reach over a jump, beside cells that reach far less.
    static func cells(of reaches: FlatArray<Float>, columns: Int) -> [Int] {
        let limit = limit(of: reaches)
        guard limit > 0 else { return [] }
        return (0..<reaches.count).filter { item in
            reaches[item] > limit
                && around(item, columns: columns, count: reaches.count).contains { other in
                    reaches[other] > 0 && reaches[other] * step < reaches[item]
                }
        }
    }

    /// The eight cells around one, or fewer at the rim.
    static func around(_ item: Int, columns: Int, count: Int) -> [Int] {
        let (column, row) = (item % columns, item / columns)
        var around: [Int] = []
        for along in [-1, 0, 1] {
            for across in [-1, 0, 1]
            where (along != 0 || across != 0) && (0..<columns).contains(column + across) {
                let other = (row + along) * columns + column + across
                if (0..<count).contains(other) { around.append(other) }
            }
        }
        return around
    }
}
