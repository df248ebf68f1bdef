/// How much may still be looked at of a file, some parts of which may be pointed to by many others.
///
/// Honest files hold everything once; what a hostile one unfolds to is no more than its own length.
struct ByteBudget {
    private var left: Int

    init(_ buffer: FlatBuffer) {
        left = buffer.bytes.count
    }

    mutating func spend(_ bytes: Int) throws(Corruption) {
        let (rest, overflows) = left.subtractingReportingOverflow(bytes)
        guard !overflows, rest >= 0 else { throw .badFlatBuffer("more is pointed to than there is") }
        left = rest
    }
}

/// How many values, and bytes of text, may be made of the values that are attached to the commits of a file: they inform,
/// and a value of one byte takes sixteen in memory.
struct ValueBudget {
    private static let most = 1 << 20
    private(set) var left = most

    mutating func spend(_ amount: Int) throws(Corruption) {
        left -= amount
        guard left >= 0 else { throw .badValue("more than \(Self.most) values") }
    }
}
