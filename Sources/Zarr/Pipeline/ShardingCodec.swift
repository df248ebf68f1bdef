import JSON

/// Many chunks in one object (Zarr v3, `sharding_indexed`).
///
/// As the only codec of an array its inner chunks are the array's chunks, each read by itself (`ShardLayout`). With
/// codecs around it, a shard is decoded as a whole, here.
struct ShardingCodec: Codec {
    let name = "sharding_indexed"
    let kind = CodecKind.arrayToBytes
    let chunkShape: [Int]
    let codecs: [any Codec]
    let index: ShardIndexFormat
    private let limits: ZarrLimits

    init(_ settings: CodecSettings) throws(DocumentFault) {
        let fields = DocumentFields(object: settings.configuration)
        chunkShape = try settings.reading("chunk_shape") { () throws(DocumentFault) in
            try fields.integers("chunk_shape", least: 1)
        }
        let reader = CodecChainReader(format: 3, depth: settings.depth + 1, limits: settings.limits)
        guard let inner = settings.configuration["codecs"], !inner.isNull else {
            throw settings.refusing("codecs is missing")
        }
        codecs = try reader.codecs(inner)
        index = try ShardIndexFormat(settings)
        limits = settings.limits
    }

    /// How an array of such shards is cut into their inner chunks: evenly, since these divide every shard.
    func grid(ofShards shards: ChunkGrid) throws(DocumentFault) -> ChunkGrid {
        _ = try grid(ofShard: shards.largestChunk)
        for (edges, inner) in zip(shards.dimensions, chunkShape) {
            guard let odd = edges.lengths.first(where: { !$0.edge.isMultiple(of: inner) }) else { continue }
            throw .invalid("the inner chunk \(chunkShape) does not divide a shard of \(odd.edge)")
        }
        return ChunkGrid(chunkShape: chunkShape, shape: shards.dimensions.map(\.length))
    }

    /// Inner chunks along each dimension of a shard of this shape.
    func grid(ofShard shape: [Int]) throws(DocumentFault) -> [Int] {
        guard shape.count == chunkShape.count else {
            throw .invalid(
                "the inner chunks have \(chunkShape.count) dimensions, the shard has \(shape.count)"
            )
        }
        var count = 1
        for (edge, inner) in zip(shape, chunkShape) {
            guard edge.isMultiple(of: inner) else {
                throw .invalid("the inner chunk \(chunkShape) does not divide the shard \(shape)")
            }
            let (product, overflows) = count.multipliedReportingOverflow(by: edge / inner)
            guard !overflows, product <= ShardIndexFormat.maxBytes / 16 else {
                throw .invalid("the shard's index would have more than \(ShardIndexFormat.maxBytes) bytes")
            }
            count = product
        }
        return zip(shape, chunkShape).map { $0 / $1 }
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard let size = decoded.element.size, decoded.fillValue.count == size else {
            throw .unsupported("sharding of \(decoded.element.name) behind another codec")
        }
        let grid = try grid(ofShard: decoded.shape)
        let pipeline = try CodecPipeline(
            codecs,
            grid: ChunkGrid(chunkShape: chunkShape, shape: decoded.shape),
            element: decoded.element,
            fillValue: decoded.fillValue,
            limits: limits
        )
        guard let plan = pipeline.plan else { throw .invalid("codec sharding_indexed without codecs") }
        let shard = WholeShard(
            shape: decoded.shape,
            grid: grid,
            chunkShape: chunkShape,
            plan: plan,
            index: index,
            fillValue: decoded.fillValue,
            elementSize: size
        )
        var encoded = decoded
        let count = grid.reduce(1, *)
        let (most, overflows) = plan.maxEncodedBytes.multipliedReportingOverflow(by: count)
        let whole = overflows ? Int.max : most.addingClamped(index.encodedBytes(count: count))
        encoded.bytes = .atMost(min(whole, limits.chunkBytes))
        return DecodeStep(step: .expand(shard), encoded: encoded)
    }
}

/// Decodes all inner chunks of a shard into one array.
private struct WholeShard: Expansion {
    let shape: [Int]
    let grid: [Int]
    let chunkShape: [Int]
    let plan: DecodingPlan
    let index: ShardIndexFormat
    let fillValue: [UInt8]
    let elementSize: Int

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let total = shape.reduce(elementSize, *)
        guard total <= output.count else { throw .outputFull }
        let count = grid.reduce(1, *)
        let length = index.encodedBytes(count: count)
        guard input.count >= length else {
            throw .invalid("shard of \(input.count) bytes is shorter than its index of \(length)")
        }
        let part = index.location == .start ? input.prefix(length) : input.suffix(length)
        let entries = try index.read(
            UnsafeRawBufferPointer(rebasing: part),
            count: count,
            shardBytes: input.count
        )
        let scratch = ScratchBuffer(bytes: plan.byteCount)
        let chunk = UnsafeMutableRawBufferPointer(rebasing: scratch.memory[..<plan.byteCount])
        var place = [Int](repeating: 0, count: grid.count)
        for entry in entries {
            if entry.offset < 0 {
                fill(output, at: place)
            } else {
                let bytes = UnsafeRawBufferPointer(
                    rebasing: input[entry.offset..<(entry.offset + entry.length)]
                )
                try decodeChunk(bytes, into: chunk)
                copy(UnsafeRawBufferPointer(chunk), plan.strides, to: output, at: place)
            }
            ElementMove.advance(&place, in: grid, besides: 0)
        }
        return total
    }

    private func decodeChunk(
        _ bytes: UnsafeRawBufferPointer,
        into chunk: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) {
        guard !bytes.isEmpty else { throw .invalid("an inner chunk is empty") }
        do {
            try plan.decode(bytes, into: chunk)
        } catch {
            throw .invalid(error.reason)
        }
    }

    private func fill(_ output: UnsafeMutableRawBufferPointer, at place: [Int]) {
        fillValue.withUnsafeBytes { value in
            copy(value, [Int](repeating: 0, count: shape.count), to: output, at: place)
        }
    }

    /// Puts a chunk, seen through `strides`, to its place in the shard.
    private func copy(
        _ chunk: UnsafeRawBufferPointer,
        _ strides: [Int],
        to output: UnsafeMutableRawBufferPointer,
        at place: [Int]
    ) {
        guard let source = chunk.baseAddress, let target = output.baseAddress else { return }
        let outer = RowMajor.strides(shape)
        let start = zip(zip(place, chunkShape), outer).reduce(0) { $0 + $1.0.0 * $1.0.1 * $1.1 }
        var index = [Int](repeating: 0, count: shape.count)
        let inner = chunkShape.last ?? 1
        let (from, to) = ((strides.last ?? 0) * elementSize, (outer.last ?? 0) * elementSize)
        for _ in 0..<(chunkShape.reduce(1, *) / inner) {
            var read = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 } * elementSize
            var written = (start + zip(index, outer).reduce(0) { $0 + $1.0 * $1.1 }) * elementSize
            for _ in 0..<inner {
                (target + written).copyMemory(from: source + read, byteCount: elementSize)
                read += from
                written += to
            }
            ElementMove.advance(&index, in: chunkShape, besides: 1)
        }
    }
}
