/// Writes numbers of up to eight figures, all of which are found at once in one word and laid down in two pieces.
///
/// A loop over the figures costs more than finding the shortest decimal does: its end is another for each number.
enum FewFigures {
    private static let count = 8
    private static let limit: UInt32 = 100_000_000
    /// Zeros between the point and the first figure at most; beyond these numbers have an exponent.
    private static let maxLeadingZeros = 3
    private static let zeros: UInt64 = 0x3030_3030_3030_3030
    /// `0.000000` as it lies in memory.
    private static let zeroAndPoint: UInt64 = 0x3030_3030_3030_2E30

    /// `digits` × 10^`exponent` without the zeros at the end of a fraction, in the form that is easiest to read.
    ///
    /// Memory is written beyond the text, but never more than `DecimalText.longest` bytes.
    ///
    /// - Returns: bytes of the text.
    @inline(__always)
    static func write(_ digits: UInt32, _ exponent: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
        // Whole numbers mostly have as many figures as the one before: a loop is soon done with them.
        if exponent == 0 { return DecimalText.write(UInt64(digits), 0, to: output) }
        guard digits < limit, exponent < 0, exponent >= -count &- maxLeadingZeros else {
            return DecimalText.writeTrimmed(UInt64(digits), exponent, to: output)
        }
        let all = figures(of: digits)
        let length = count &- min(all.trailingZeroBitCount / 8, count &- 1)
        let point = length &+ exponent
        guard point >= -maxLeadingZeros else {
            return DecimalText.writeTrimmed(UInt64(digits), exponent, to: output)
        }
        let text = all >> UInt64((count &- length) &* 8) | zeros
        let start = UnsafeMutableRawPointer(output)
        let decimals = -exponent &- min(all.leadingZeroBitCount / 8, -exponent)
        guard point > 0 else {
            start.storeBytes(of: zeroAndPoint.littleEndian, as: UInt64.self)
            start.storeBytes(of: text.littleEndian, toByteOffset: 2 &- point, as: UInt64.self)
            return 2 &+ decimals
        }
        start.storeBytes(of: text.littleEndian, as: UInt64.self)
        guard decimals > 0 else { return point }
        output[point] = UInt8(ascii: ".")
        let fraction = text >> UInt64(point &* 8)
        start.storeBytes(of: fraction.littleEndian, toByteOffset: point &+ 1, as: UInt64.self)
        return point &+ 1 &+ decimals
    }

    /// The eight figures of a number, a byte each and the first of them lowest: halves, then pairs, then figures are
    /// parted in all places of the word at a time.
    ///
    /// Quotients by products: 10,486 / 2^20 is enough above 1/100 and 103 / 2^10 above 1/10 to be right for all
    /// remainders that occur, and not so much that one more fits in.
    @inline(__always)
    static func figures(of number: UInt32) -> UInt64 {
        let thousands = UInt64(number / 10_000)
        let halves = thousands | (UInt64(number) &- thousands &* 10_000) << 32
        let hundreds = ((halves &* 10_486) >> 20) & 0x0000_007F_0000_007F
        let pairs = hundreds | (halves &- hundreds &* 100) << 16
        let tens = ((pairs &* 103) >> 10) & 0x000F_000F_000F_000F
        return tens | (pairs &- tens &* 10) << 8
    }
}
