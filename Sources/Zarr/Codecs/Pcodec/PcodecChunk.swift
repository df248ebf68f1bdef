/// What a pcodec chunk says of itself before its numbers: how they were split, differenced and coded.
struct PcodecChunk {
    /// How each number was made into a primary and perhaps a secondary one.
    enum Mode {
        case classic
        /// p · base + s.
        case multiple(base: UInt64)
        /// As `multiple`, of floating point numbers; `base` in ordered form.
        case floatMultiple(base: UInt64)
        /// The last `bits` of each number apart.
        case quantized(bits: Int)
        case dictionary([UInt64])

        var hasSecondary: Bool {
            switch self {
            case .classic, .dictionary: false
            default: true
            }
        }
    }

    /// How the numbers of a variable became differences.
    enum Delta {
        case none
        case consecutive(order: Int, secondaryToo: Bool)
        case lookback(windowLog: Int, stateLog: Int, secondaryToo: Bool)
        case convolution(shift: Int, bias: Int64, weights: [Int64])

        /// Numbers at the head of a page that are stored as they are.
        var stateCount: Int {
            switch self {
            case .none: 0
            case .consecutive(let order, _): order
            case .lookback(_, let stateLog, _): 1 << stateLog
            case .convolution(_, _, let weights): weights.count
            }
        }

        var coversSecondary: Bool {
            switch self {
            case .consecutive(_, let secondaryToo), .lookback(_, _, let secondaryToo): secondaryToo
            default: false
            }
        }
    }

    let mode: Mode
    let delta: Delta
    /// Only with `lookback`.
    let lookbacks: PcodecTable?
    let primary: PcodecTable
    let secondary: PcodecTable?

    /// Width of lookbacks, and of places in a dictionary.
    static let indexWidth = 32

    /// Width of the primary numbers where the chunk's own have `width` bits.
    func primaryWidth(_ width: Int) -> Int {
        if case .dictionary = mode { Self.indexWidth } else { width }
    }

    /// Reads what stands before a page, in streams of format `version`.
    init(_ bits: inout PcodecBits, width: Int, version: Int) throws(CodecFault) {
        mode = try Self.mode(&bits, width)
        delta = try version >= 3 ? Self.delta(&bits) : Self.oldDelta(&bits)
        if case .lookback = delta {
            lookbacks = try PcodecTable(&bits, width: Self.indexWidth)
        } else {
            lookbacks = nil
        }
        if case .dictionary = mode {
            primary = try PcodecTable(&bits, width: Self.indexWidth)
        } else {
            primary = try PcodecTable(&bits, width: width)
        }
        secondary = mode.hasSecondary ? try PcodecTable(&bits, width: width) : nil
        try bits.align()
    }

    private static func mode(_ bits: inout PcodecBits, _ width: Int) throws(CodecFault) -> Mode {
        switch try bits.read(4) {
        case 0: return .classic
        case 1: return .multiple(base: try bits.read(width))
        case 2: return .floatMultiple(base: try bits.read(width))
        case 3:
            let count = try bits.count(8)
            guard count < width else { throw .invalid("pcodec: \(count) bits quantized of \(width)") }
            return .quantized(bits: count)
        case 4:
            let count = try bits.count(25)
            try bits.align()
            return .dictionary(try bits.list(count, width: width))
        case let other: throw .invalid("pcodec: mode \(other) is not known")
        }
    }

    private static func delta(_ bits: inout PcodecBits) throws(CodecFault) -> Delta {
        switch try bits.read(4) {
        case 0: return .none
        case 1:
            let order = try bits.count(3)
            return .consecutive(order: order, secondaryToo: try bits.read(1) == 1)
        case 2:
            let windowLog = try bits.count(5) + 1
            let stateLog = try bits.count(4)
            guard windowLog <= 24, stateLog <= windowLog else {
                throw .invalid("pcodec: a window of 2^\(windowLog), a state of 2^\(stateLog)")
            }
            let secondaryToo = try bits.read(1) == 1
            return .lookback(windowLog: windowLog, stateLog: stateLog, secondaryToo: secondaryToo)
        case 3:
            let shift = try bits.count(5)
            let bias = Int64(bitPattern: try bits.read(64) ^ 1 << 63)
            let order = try bits.count(5) + 1
            let weights = try bits.list(order, width: 32).map { weight in
                Int64(Int32(truncatingIfNeeded: weight ^ 1 << 31))
            }
            return .convolution(shift: shift, bias: bias, weights: weights)
        case let other: throw .invalid("pcodec: differences of kind \(other) are not known")
        }
    }

    private static func oldDelta(_ bits: inout PcodecBits) throws(CodecFault) -> Delta {
        let order = try bits.count(3)
        return order == 0 ? .none : .consecutive(order: order, secondaryToo: false)
    }
}
