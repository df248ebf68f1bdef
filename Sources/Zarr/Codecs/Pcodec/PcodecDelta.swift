/// Undoes the differences of one variable of a page, batch by batch.
struct PcodecDelta {
    private enum State {
        case none
        /// The next value, and its differences.
        case moments([UInt64])
        /// All values so far; those of the state come first, and zeros stand before them.
        case history([UInt64], window: Int)
        /// All values so far; those of the state come first.
        case prediction([UInt64], shift: Int, bias: Int64, weights: [Int64])
    }

    private var state: State
    private let mask: UInt64
    private let centre: UInt64
    /// Values handed out so far: they lag behind the history by the state's length.
    private var done = 0

    /// Begins with the values at the head of a page, of `width` bits; `isCovered`: whether this variable was differenced.
    init(_ delta: PcodecChunk.Delta, isCovered: Bool, first: [UInt64], width: Int) {
        mask = ~0 >> UInt64(64 - width)
        centre = 1 << UInt64(width - 1)
        switch delta {
        case _ where !isCovered: state = .none
        case .none: state = .none
        case .consecutive: state = .moments(first)
        case .lookback(let windowLog, _, _): state = .history(first, window: 1 << windowLog)
        case .convolution(let shift, let bias, let weights):
            state = .prediction(first, shift: shift, bias: bias, weights: weights)
        }
    }

    /// Replaces differences by values; `lookbacks` are as many where there are any.
    mutating func undo(
        _ batch: UnsafeMutableBufferPointer<UInt64>,
        lookbacks: UnsafeMutableBufferPointer<UInt64>
    ) throws(CodecFault) {
        switch state {
        case .none: return
        case .moments(var moments):
            state = .none
            for index in batch.indices { batch[index] = (batch[index] &+ centre) & mask }
            for order in moments.indices.reversed() {
                var moment = moments[order]
                for index in batch.indices {
                    let difference = batch[index]
                    batch[index] = moment
                    moment = (moment &+ difference) & mask
                }
                moments[order] = moment
            }
            state = .moments(moments)
        case .history(var values, let window):
            state = .none
            for index in batch.indices {
                let lookback = lookbacks[index]
                guard lookback >= 1, lookback <= UInt64(window) else {
                    throw .invalid("pcodec: looks back by \(lookback), the window is \(window)")
                }
                let place = values.count - Int(lookback)
                let before = place >= 0 ? values[place] : 0
                values.append((batch[index] &+ centre &+ before) & mask)
                batch[index] = values[done + index]
            }
            done += batch.count
            state = .history(values, window: window)
        case .prediction(var values, let shift, let bias, let weights):
            state = .none
            for index in batch.indices {
                var sum = Int128(bias)
                let start = values.count - weights.count
                for (offset, weight) in weights.enumerated() {
                    sum += Int128(weight) * Int128(values[start + offset])
                }
                let predicted = UInt64(truncatingIfNeeded: max(sum, 0) >> Int128(shift))
                values.append((batch[index] &+ centre &+ predicted) & mask)
                batch[index] = values[done + index]
            }
            done += batch.count
            state = .prediction(values, shift: shift, bias: bias, weights: weights)
        }
    }
}
