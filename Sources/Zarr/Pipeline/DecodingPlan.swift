/// A chain of codecs worked out for chunks of one shape: what to do, in decoding order, and how large each result is.
struct DecodingPlan: Sendable {
    struct Step: Sendable {
        /// Of the codec, for messages.
        let name: String
        let action: DecodeAction
        /// What this step gives.
        let output: ByteBound
    }

    let steps: [Step]
    let element: ElementType
    /// Distance in elements between neighbours along each dimension of the decoded chunk.
    let strides: [Int]
    /// Whether `strides` are those of row-major order.
    let isRowMajor: Bool
    /// Elements of the decoded chunk.
    let elementCount: Int
    /// Bytes of the decoded chunk; 0 when its elements vary in length.
    let byteCount: Int
    /// Bytes of the encoded chunk; nil where that depends on its values.
    let encodedByteCount: Int?
    /// More bytes than these are no encoded chunk of this shape.
    let maxEncodedBytes: Int

    init(
        _ codecs: [any Codec],
        shape: [Int],
        element: ElementType,
        fillValue: [UInt8],
        limits: ZarrLimits
    ) throws(DocumentFault) {
        elementCount = shape.reduce(1, *)
        byteCount = elementCount * (element.size ?? 0)
        self.element = element
        let bytes = element.size == nil ? ByteBound.atMost(limits.chunkBytes) : .exactly(byteCount)
        let (view, rest) = try Self.viewing(codecs, shape: shape)
        var form = ChunkForm(shape: view.shape, element: element, bytes: bytes, fillValue: fillValue)
        var steps: [Step] = []
        for codec in rest {
            let undoing = try codec.undoing(form)
            if case .nothing = undoing.step {
            } else {
                steps.append(Step(name: codec.name, action: undoing.step, output: form.bytes))
            }
            form = undoing.encoded
        }
        self.steps = steps.reversed()
        strides = view.strides
        isRowMajor = strides == RowMajor.strides(shape)
        if case .exactly(let count) = form.bytes { encodedByteCount = count } else { encodedByteCount = nil }
        maxEncodedBytes = max(1024, min(form.bytes.most.addingClamped(1024), limits.chunkBytes))
    }

    /// Takes transpositions off the head of the chain: they become strides of the decoded chunk.
    private static func viewing(
        _ codecs: [any Codec],
        shape: [Int]
    ) throws(DocumentFault) -> (view: (shape: [Int], strides: [Int]), rest: ArraySlice<any Codec>) {
        var rest = codecs[...]
        var dimensions = Array(shape.indices)
        while let transpose = rest.first as? TransposeCodec {
            dimensions = try transpose.permutation(rank: shape.count).map { dimensions[$0] }
            rest = rest.dropFirst()
        }
        let encodedShape = dimensions.map { shape[$0] }
        var strides = [Int](repeating: 1, count: shape.count)
        for (dimension, stride) in zip(dimensions, RowMajor.strides(encodedShape)) {
            strides[dimension] = stride
        }
        return ((encodedShape, strides), rest)
    }
}
