import JSON

/// Dimensions in another order (Zarr v3 core, codec `transpose`).
///
/// At the head of a chain it costs nothing: the chunk is read through other strides. Only behind another
/// array-to-array codec are elements moved.
struct TransposeCodec: Codec {
    let name = "transpose"
    let kind = CodecKind.arrayToArray
    private let order: Order

    private enum Order: Sendable {
        case permutation([Int])
        /// The old spellings `C` and `F`.
        case identity, reversed
    }

    init(_ settings: CodecSettings) throws(DocumentFault) {
        switch settings.configuration["order"] {
        case .string("C"): order = .identity
        case .string("F"): order = .reversed
        case .array(let values):
            let order = values.compactMap { $0.integerValue.flatMap { Int(exactly: $0) } }
            guard order.count == values.count, order.sorted() == Array(0..<order.count) else {
                throw settings.refusing("order is not a permutation")
            }
            self.order = .permutation(order)
        case nil, .some(.null): throw settings.refusing("order is missing")
        default: throw settings.refusing("order is neither 'C' nor 'F' nor a permutation")
        }
    }

    private init(_ order: Order) {
        self.order = order
    }

    /// What a v2 array of `order: F` is.
    static let columnMajor = TransposeCodec(.reversed)

    /// For each encoded dimension, the decoded dimension that it is.
    func permutation(rank: Int) throws(DocumentFault) -> [Int] {
        switch order {
        case .identity: return Array(0..<rank)
        case .reversed: return Array((0..<rank).reversed())
        case .permutation(let order):
            guard order.count == rank else {
                throw .invalid("codec transpose: order names \(order.count) dimensions of \(rank)")
            }
            return order
        }
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard let size = decoded.element.size else {
            throw .unsupported("codec transpose of \(decoded.element.name) behind another codec")
        }
        let permutation = try permutation(rank: decoded.shape.count)
        var encoded = decoded
        encoded.shape = permutation.map { decoded.shape[$0] }
        let move = ElementMove(
            shape: encoded.shape,
            strides: permutation.map { RowMajor.strides(decoded.shape)[$0] },
            size: size
        )
        return DecodeStep(step: .expand(move), encoded: encoded)
    }
}

/// Puts elements that come in row-major order of `shape` to the places that `strides` say.
struct ElementMove: Expansion {
    let shape: [Int]
    /// In elements.
    let strides: [Int]
    /// Of one element, in bytes.
    let size: Int

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let count = shape.reduce(size, *)
        guard input.count == count else { throw .invalid("\(input.count) bytes in place of \(count)") }
        guard count <= output.count else { throw .outputFull }
        guard count > 0, let source = input.baseAddress, let target = output.baseAddress else { return count }
        var index = [Int](repeating: 0, count: shape.count)
        let inner = shape.last ?? 1
        let step = (strides.last ?? 0) * size
        var read = 0
        while read < count {
            var place = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 } * size
            for _ in 0..<inner {
                (target + place).copyMemory(from: source + read, byteCount: size)
                place += step
                read += size
            }
            Self.advance(&index, in: shape, besides: 1)
        }
        return count
    }

    /// The next index in row-major order, leaving the last `fixed` dimensions as they are.
    static func advance(_ index: inout [Int], in shape: [Int], besides fixed: Int) {
        for dimension in shape.indices.dropLast(fixed).reversed() {
            index[dimension] += 1
            if index[dimension] < shape[dimension] { return }
            index[dimension] = 0
        }
    }
}
