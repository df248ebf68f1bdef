/// The codecs of an array, ready to undo what its writer did to its chunks.
package struct CodecPipeline: Sendable {
    /// In the order of the document, by the names that it uses.
    package let names: [String]
    let codecs: [any Codec]
    /// For chunks of the largest shape, which in a regular grid is that of all; nil without codecs.
    let plan: DecodingPlan?
    /// What plans for other shapes need; nil when there is but one shape.
    private let varying: Varying?

    private struct Varying: Sendable {
        let element: ElementType
        let fillValue: [UInt8]
        let limits: ZarrLimits
    }

    /// No codecs: for arrays whose chunks do not come from a store.
    package init() {
        names = []
        codecs = []
        plan = nil
        varying = nil
    }

    /// `codecs`: in encoding order; the kinds must be in theirs, with exactly one array-to-bytes codec.
    init(
        _ codecs: [any Codec],
        grid: ChunkGrid,
        element: ElementType,
        fillValue: [UInt8],
        limits: ZarrLimits
    ) throws(DocumentFault) {
        guard codecs.count <= CodecRegistry.maxCodecs else {
            throw .invalid("a chain of \(codecs.count) codecs, the limit is \(CodecRegistry.maxCodecs)")
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
        plan = try DecodingPlan(
            codecs,
            shape: grid.largestChunk,
            element: element,
            fillValue: fillValue,
            limits: limits
        )
        varying =
            grid.chunkShape == nil
            ? Varying(element: element, fillValue: fillValue, limits: limits) : nil
        for shape in Self.otherShapes(grid) { _ = try plan(forShape: shape) }
    }

    /// Lengths of chunks that are tried in each dimension when an array is opened; the others fail when they are read.
    private static let maxTried = 64

    /// The largest shape with one edge replaced, so that each length of each dimension is tried once.
    private static func otherShapes(_ grid: ChunkGrid) -> [[Int]] {
        grid.dimensions.enumerated().flatMap { dimension, edges in
            Set(edges.lengths.map(\.edge)).subtracting([edges.longest]).prefix(maxTried).map { edge in
                var shape = grid.largestChunk
                shape[dimension] = edge
                return shape
            }
        }
    }

    /// The plan for one chunk; `shape` is needed where the chunks differ in theirs.
    ///
    /// - Throws: `invalid` when the codecs do not fit this shape.
    func plan(forShape shape: @autoclosure () -> [Int]) throws(DocumentFault) -> DecodingPlan? {
        guard let varying else { return plan }
        return try DecodingPlan(
            codecs,
            shape: shape(),
            element: varying.element,
            fillValue: varying.fillValue,
            limits: varying.limits
        )
    }
}
