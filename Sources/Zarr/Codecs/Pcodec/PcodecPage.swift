/// Decodes the numbers of one pcodec chunk.
struct PcodecPage {
    /// Numbers that are decoded at a time.
    private static let batchCount = 256

    /// One variable: where its coder stands, and what it still has.
    private struct Variable {
        let table: PcodecTable
        let width: Int
        var delta: PcodecDelta
        /// Of the four interleaved coders.
        var states: [Int]
        /// Coded numbers that are left.
        var left: Int
        /// What stands in a batch behind the coded numbers.
        let missing: UInt64
    }

    private let mode: PcodecChunk.Mode
    private let numbers: PcodecNumbers
    private var lookbacks: Variable?
    private var primary: Variable
    private var secondary: Variable?

    /// Reads the head of the page of a chunk of `count` numbers.
    init(
        _ bits: inout PcodecBits,
        _ chunk: PcodecChunk,
        _ numbers: PcodecNumbers,
        count: Int
    ) throws(CodecFault) {
        mode = chunk.mode
        self.numbers = numbers
        let state = chunk.delta.stateCount
        func variable(
            _ table: PcodecTable,
            _ width: Int,
            isCovered: Bool,
            _ uncoded: Int,
            missing: UInt64 = 0
        ) throws(CodecFault) -> Variable {
            let first = isCovered ? try bits.list(state, width: width) : []
            var states: [Int] = []
            for _ in 0..<4 { states.append(try bits.count(table.log)) }
            return Variable(
                table: table,
                width: width,
                delta: PcodecDelta(chunk.delta, isCovered: isCovered, first: first, width: width),
                states: states,
                left: max(count - uncoded, 0),
                missing: missing
            )
        }
        if let table = chunk.lookbacks {
            lookbacks = try variable(table, PcodecChunk.indexWidth, isCovered: false, state, missing: 1)
        }
        let width = chunk.primaryWidth(numbers.width)
        primary = try variable(chunk.primary, width, isCovered: state > 0, state)
        if let table = chunk.secondary {
            let isCovered = chunk.delta.coversSecondary
            secondary = try variable(table, numbers.width, isCovered: isCovered, isCovered ? state : 0)
        }
        try bits.align()
    }

    /// Decodes all numbers into `output`, whose size is theirs.
    mutating func decode(
        _ bits: inout PcodecBits,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) {
        let memory = ScratchBuffer(bytes: 3 * Self.batchCount * 8)
        let words = memory.memory.bindMemory(to: UInt64.self)
        let size = numbers.width / 8
        var offset = 0
        while offset < output.count {
            let count = min(Self.batchCount, (output.count - offset) / size)
            func part(_ number: Int) -> UnsafeMutableBufferPointer<UInt64> {
                let start = number * Self.batchCount
                return UnsafeMutableBufferPointer(rebasing: words[start..<(start + count)])
            }
            let (first, second, back) = (part(0), part(1), part(2))
            try Self.read(&lookbacks, &bits, into: back)
            try Self.read(&primary, &bits, into: first)
            try Self.read(&secondary, &bits, into: second)
            try primary.delta.undo(first, lookbacks: back)
            try secondary?.delta.undo(second, lookbacks: back)
            try numbers.join(mode, first, second)
            store(first, output, at: offset)
            offset += count * size
        }
        try bits.align()
    }

    private static func read(
        _ variable: inout Variable?,
        _ bits: inout PcodecBits,
        into batch: UnsafeMutableBufferPointer<UInt64>
    ) throws(CodecFault) {
        guard var read = variable else { return }
        variable = nil
        try Self.read(&read, &bits, into: batch)
        variable = read
    }

    /// Reads the coded numbers of one batch: first the bins of all, then the offsets in them.
    private static func read(
        _ variable: inout Variable,
        _ bits: inout PcodecBits,
        into batch: UnsafeMutableBufferPointer<UInt64>
    ) throws(CodecFault) {
        let coded = min(variable.left, batch.count)
        var chosen = [Int](repeating: 0, count: coded)
        for index in 0..<coded {
            let number = variable.states[index & 3]
            let state = variable.table.states[number]
            chosen[index] = number
            variable.states[index & 3] = state.base + (try bits.count(state.bits))
        }
        let mask = ~UInt64(0) >> UInt64(64 - variable.width)
        for index in 0..<coded {
            let state = variable.table.states[chosen[index]]
            batch[index] = (state.lower &+ (try bits.read(state.offsetBits))) & mask
        }
        for index in coded..<batch.count { batch[index] = variable.missing }
        variable.left -= coded
    }

    private func store(
        _ batch: UnsafeMutableBufferPointer<UInt64>,
        _ output: UnsafeMutableRawBufferPointer,
        at offset: Int
    ) {
        for (index, word) in batch.enumerated() {
            let place = offset + index * (numbers.width / 8)
            switch numbers.width {
            case 64: output.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
            case 32:
                output.storeBytes(of: UInt32(truncatingIfNeeded: word), toByteOffset: place, as: UInt32.self)
            case 16:
                output.storeBytes(of: UInt16(truncatingIfNeeded: word), toByteOffset: place, as: UInt16.self)
            default: output[place] = UInt8(truncatingIfNeeded: word)
            }
        }
    }
}
