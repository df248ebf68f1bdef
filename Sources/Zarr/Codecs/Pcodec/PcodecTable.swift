/// How the coded numbers of one variable of a pcodec chunk are read: a table of tANS states, each of them a bin.
struct PcodecTable {
    /// What a state means, and how the next one is made.
    struct State {
        /// Smallest number of the bin, and the bits that are added to it.
        var lower: UInt64 = 0
        var offsetBits = 0
        /// Next state: `base` and so many bits.
        var base = 0
        var bits = 0
    }

    /// Width of a state's number.
    let log: Int
    /// 2^log of them, or one where there are no bins: then all numbers are 0.
    let states: [State]

    private struct Bin {
        let weight: Int
        let lower: UInt64
        let offsetBits: Int
    }

    private static let maxLog = 14

    /// Reads a table of a variable whose numbers have `width` bits.
    init(_ bits: inout PcodecBits, width: Int) throws(CodecFault) {
        log = try bits.count(4)
        let count = try bits.count(15)
        guard log <= Self.maxLog, count <= 1 << log, count > 0 || log == 0 else {
            throw .invalid("pcodec: \(count) bins in a table of 2^\(log)")
        }
        let widthBits = width.trailingZeroBitCount + 1
        var bins: [Bin] = []
        for _ in 0..<count {
            let weight = try bits.count(log) + 1
            let lower = try bits.read(width)
            let offsetBits = try bits.count(widthBits)
            guard offsetBits <= width else { throw .invalid("pcodec: offsets of \(offsetBits) bits") }
            bins.append(Bin(weight: weight, lower: lower, offsetBits: offsetBits))
        }
        guard count == 0 || bins.reduce(0, { $0 + $1.weight }) == 1 << log else {
            throw .invalid("pcodec: the weights of the bins do not add up to 2^\(log)")
        }
        states = count == 0 ? [State()] : Self.states(bins, log)
    }

    /// Spreads the bins over the states, and numbers what each state leads to.
    private static func states(_ bins: [Bin], _ log: Int) -> [State] {
        let size = 1 << log
        let stride = 3 * size / 5 | 1
        var owners = [Int](repeating: 0, count: size)
        var step = 0
        for (number, bin) in bins.enumerated() {
            for _ in 0..<bin.weight {
                owners[stride * step & (size - 1)] = number
                step += 1
            }
        }
        var counters = bins.map(\.weight)
        return owners.map { owner in
            let counter = counters[owner]
            counters[owner] += 1
            let bits = log - (Int.bitWidth - 1 - counter.leadingZeroBitCount)
            let bin = bins[owner]
            return State(
                lower: bin.lower,
                offsetBits: bin.offsetBits,
                base: counter << bits - size,
                bits: bits
            )
        }
    }
}
