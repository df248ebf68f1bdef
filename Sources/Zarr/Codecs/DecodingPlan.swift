/// A chain of codecs worked out for chunks of one shape: what to do, in decoding order, and how large each result is.
struct DecodingPlan: Sendable {
    struct Step: Sendable {
        /// Of the codec, for messages.
        let name: String
        let action: DecodingStep
        /// What this step gives.
        let output: ByteBound
    }

    let steps: [Step]
    let dataType: DataType
    /// Distance in elements between neighbours along each dimension of the decoded chunk.
    let strides: [Int]
    /// Bytes of the decoded chunk.
    let byteCount: Int
    /// More bytes than these are no encoded chunk of this shape.
    let mostEncodedBytes: Int

    init(_ codecs: [any Codec], shape: [Int], dataType: DataType) throws(DocumentFault) {
        byteCount = shape.reduce(dataType.size, *)
        self.dataType = dataType
        let (view, rest) = try Self.viewing(codecs, shape: shape)
        var form = ChunkForm(shape: view.shape, dataType: dataType, bytes: .exactly(byteCount))
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
        mostEncodedBytes = form.bytes.most.addingClamped(1024)
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
        for (dimension, stride) in zip(dimensions, TransposeCodec.rowMajorStrides(encodedShape)) {
            strides[dimension] = stride
        }
        return ((encodedShape, strides), rest)
    }
}
