/// The codecs of an array, ready to undo what its writer did to chunks of the regular shape.
package struct CodecPipeline: Sendable {
    /// In the order of the document, by the names that it uses.
    package let names: [String]
    let codecs: [any Codec]
    let plan: DecodingPlan?

    /// No codecs: for arrays whose chunks do not come from a store.
    package init() {
        names = []
        codecs = []
        plan = nil
    }

    /// `codecs`: in encoding order; the kinds must be in theirs, with exactly one array-to-bytes codec.
    init(
        _ codecs: [any Codec],
        shape: [Int],
        element: ElementType,
        fillValue: [UInt8],
        limits: ZarrLimits
    ) throws(DocumentFault) {
        guard codecs.count <= CodecRegistry.mostCodecs else {
            throw .invalid("a chain of \(codecs.count) codecs, the limit is \(CodecRegistry.mostCodecs)")
        }
        let converters = codecs.filter { $0.kind == .arrayToBytes }
        guard converters.count == 1 else {
            throw .invalid("\(converters.count) array-to-bytes codecs, there must be one")
        }
        guard zip(codecs, codecs.dropFirst()).allSatisfy({ $0.kind.rawValue <= $1.kind.rawValue }) else {
            throw .invalid("the codecs are out of order")
        }
        self.codecs = codecs
        names = codecs.map(\.name)
        plan = try DecodingPlan(codecs, shape: shape, element: element, fillValue: fillValue, limits: limits)
    }
}
