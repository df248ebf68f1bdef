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
