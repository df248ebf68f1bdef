/// Writes numbers as JSON bytes to memory that has room for `longest` of them, and says how many it wrote.
enum DecimalText {
    /// `-0.00001234567890123456789` and all else is shorter.
    static let longest = 40

    /// Decimals that doubles have here at most.
    private static let decimals = 6

    /// Numbers from here on are written with an exponent, and those below a ten-thousandth.
    private static let longestPlain = 16
    private static let maxLeadingZeros = 4

    static func write(
        _ value: Float,
        powers: UnsafeBufferPointer<UInt64>,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Int {
        guard value.isFinite else { return writeNull(to: output) }
        let start = writeSign(Int(value.bitPattern >> 31), to: output)
        let shortest = ShortestFloat(value.magnitude, powers: powers)
        return start &+ FewFigures.write(shortest.digits, shortest.exponent, to: output + start)
    }

    /// Doubles of up to six decimals, which most data and coordinates are, without the standard library's text.
    ///
    /// A quotient of whole numbers below 2^53 is rounded once, just as reading the decimal is; and no two decimals of
    /// fifteen figures read as the same double, so none is shorter.
    static func write(_ value: Double, to output: UnsafeMutablePointer<UInt8>) -> Int {
        guard value.isFinite else { return writeNull(to: output) }
        let scaled = (value * 1e6).rounded()  // 10^decimals
        guard abs(scaled) < 1e15, scaled / 1e6 == value else {
            return writeDescription(of: value, to: output)
        }
        let start = writeSign(Int(value.bitPattern >> 63), to: output)
        let digits = UInt64(abs(scaled))
        if let few = UInt32(exactly: digits) {
            return start &+ FewFigures.write(few, -decimals, to: output + start)
        }
        return start &+ writeTrimmed(digits, -decimals, to: output + start)
    }

    /// `digits` × 10^`exponent` without the zeros at the end of a fraction.
    static func writeTrimmed(_ digits: UInt64, _ exponent: Int, to output: UnsafeMutablePointer<UInt8>) -> Int
    {
        guard digits > 0 else { return write(0, 0, to: output) }
        var (digits, exponent) = (digits, exponent)
        while digits % 10 == 0 {
            digits /= 10
            exponent &+= 1
        }
        return write(digits, exponent, to: output)
    }

    /// Writes a sign where `sign` is 1, and leaves room for none where it is 0, without a branch: no processor foresees
    /// those of wind.
    @inline(__always)
    private static func writeSign(_ sign: Int, to output: UnsafeMutablePointer<UInt8>) -> Int {
        output[0] = UInt8(ascii: "-")
        return sign
    }

    private static func writeNull(to output: UnsafeMutablePointer<UInt8>) -> Int {
        for (index, byte) in "null".utf8.enumerated() { output[index] = byte }
        return 4
    }

    /// The standard library's shortest text, without the `.0` that it gives to whole numbers.
    private static func writeDescription(of value: Double, to output: UnsafeMutablePointer<UInt8>) -> Int {
        var text = value.description
        return text.withUTF8 { text in
            var count = min(text.count, longest)
            if count > 2, text[count - 2] == UInt8(ascii: "."), text[count - 1] == UInt8(ascii: "0") {
                count -= 2
            }
            for index in 0..<count { output[index] = text[index] }
            return count
        }
    }

    /// `digits` × 10^`exponent` in the form that is easiest to read.
    @inline(__always)
    static func write(_ digits: UInt64, _ exponent: Int, to output: UnsafeMutablePointer<UInt8>)
        -> Int
    {
        let count = figures(of: digits)
        let point = count &+ exponent
        if exponent >= 0, point <= longestPlain {
            writeFigures(digits, count, to: output)
            for index in count..<point { output[index] = UInt8(ascii: "0") }
            return point
        }
        if exponent < 0, point > 0 {
            let whole = writeFigures(digits, -exponent, to: output + (point &+ 1))
            output[point] = UInt8(ascii: ".")
            writeFigures(whole, point, to: output)
            return count &+ 1
        }
        if exponent < 0, point > -maxLeadingZeros {
            output[0] = UInt8(ascii: "0")
            output[1] = UInt8(ascii: ".")
            for index in 0..<(-point) { output[2 &+ index] = UInt8(ascii: "0") }
            writeFigures(digits, count, to: output + (2 &- point))
            return 2 &- point &+ count
        }
        return writeScientific(digits, count, point, to: output)
    }

    /// The form with an exponent, `1.5e-7`.
    private static func writeScientific(
        _ digits: UInt64,
        _ count: Int,
        _ point: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Int {
        writeFigures(digits, count, to: output + 1)
        output[0] = output[1]
        var length = 1
        if count > 1 {
            output[1] = UInt8(ascii: ".")
            length = count &+ 1
        }
        output[length] = UInt8(ascii: "e")
        length &+= 1
        let power = point &- 1
        if power < 0 {
            output[length] = UInt8(ascii: "-")
            length &+= 1
        }
        let powerFigures = figures(of: UInt64(power.magnitude))
        writeFigures(UInt64(power.magnitude), powerFigures, to: output + length)
        return length &+ powerFigures
    }

    /// How many figures a number has, 1 for zero; most floats need eight or nine.
    @inline(__always)
    private static func figures(of number: UInt64) -> Int {
        if number < 10_000_000 {
            if number >= 100_000 { return number >= 1_000_000 ? 7 : 6 }
            if number >= 1000 { return number >= 10_000 ? 5 : 4 }
            return number >= 100 ? 3 : number >= 10 ? 2 : 1
        }
        var (count, limit) = (8, UInt64(100_000_000))
        while number >= limit, count < 19 {
            count &+= 1
            limit &*= 10
        }
        return count
    }

    /// Writes the last `count` figures, two at a time from the end, and gives back what is above them.
    @inline(__always)
    @discardableResult
    private static func writeFigures(
        _ number: UInt64,
        _ count: Int,
        to output: UnsafeMutablePointer<UInt8>
    ) -> UInt64 {
        let pairs = pairs.utf8Start
        var rest = number
        var index = count
        while index > 1 {
            index &-= 2
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            output[index] = pairs[Int(truncatingIfNeeded: pair) &* 2]
            output[index &+ 1] = pairs[Int(truncatingIfNeeded: pair) &* 2 &+ 1]
            rest = quotient
        }
        guard index == 1 else { return rest }
        let (quotient, figure) = rest.quotientAndRemainder(dividingBy: 10)
        output[0] = UInt8(truncatingIfNeeded: figure) &+ UInt8(ascii: "0")
        return quotient
    }

    private static let pairs: StaticString = """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """
}
