/// One codec of an array, its parameters read and checked: it knows what undoing it takes.
protocol Codec: Sendable {
    /// As the document spells it, without `numcodecs.`.
    var name: String { get }
    var kind: CodecKind { get }

    /// How to undo this codec where `decoded` is to come out.
    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep
}

/// The three kinds of Zarr v3 codecs, which stand in this order in a chain.
///
/// v2 filters are the third kind.
enum CodecKind: Int, Sendable {
    case arrayToArray, arrayToBytes, bytesToBytes
}

/// What undoing a codec does, and what it must be given.
struct DecodeStep {
    let step: DecodeAction
    let encoded: ChunkForm
}

/// What a chunk is at one place of its chain of codecs.
struct ChunkForm: Sendable, Equatable {
    /// Shape and type as an array; bytes-to-bytes codecs pass them through.
    var shape: [Int]
    var element: ElementType
    var bytes: ByteBound
    /// One element of the array, decoded: what holes inside shards are.
    var fillValue: [UInt8] = []
}

/// How many bytes there are at one place of the chain.
enum ByteBound: Sendable, Equatable {
    case exactly(Int)
    case atMost(Int)

    var most: Int {
        switch self {
        case .exactly(let count), .atMost(let count): count
        }
    }

    /// What a compressor may make of so many bytes: a little more at worst, any less.
    var compressed: ByteBound {
        .atMost(most.addingClamped(most / 4).addingClamped(65536))
    }

    /// So many bytes more, for a checksum or a header.
    func plus(_ count: Int) -> ByteBound {
        switch self {
        case .exactly(let most): .exactly(most.addingClamped(count))
        case .atMost(let most): .atMost(most.addingClamped(count))
        }
    }
}

extension Int {
    /// The sum, or the largest number there is.
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}

/// Undoes one codec.
enum DecodeAction: Sendable {
    /// The bytes are the same either way.
    case nothing
    /// The bytes come out in other memory.
    case expand(any Expansion)
    /// The bytes that come out are a part of those that go in.
    case unwrap(any PayloadSlice)
    /// The bytes are changed where they are.
    case alter(any InPlaceDecode)
}

/// Undoes a codec by writing what comes out into memory of the caller.
protocol Expansion: Sendable {
    /// Decodes all of `input` and returns how many bytes of `output` it wrote.
    ///
    /// - Throws: `outputFull` when there is more than fits; the caller knows whether it may have more.
    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int
}

/// A codec that compresses bytes, whatever they are, to a size that is not known beforehand.
protocol CompressionCodec: Codec, Expansion {}

extension CompressionCodec {
    var kind: CodecKind { .bytesToBytes }

    func undoing(_ decoded: ChunkForm) -> DecodeStep {
        var encoded = decoded
        encoded.bytes = decoded.bytes.compressed
        return DecodeStep(step: .expand(self), encoded: encoded)
    }
}

/// Undoes a codec by taking off what it added.
protocol PayloadSlice: Sendable {
    func payload(of input: UnsafeRawBufferPointer) throws(CodecFault) -> UnsafeRawBufferPointer
}

/// Undoes a codec that keeps every element in its place.
protocol InPlaceDecode: Sendable {
    func alter(_ bytes: UnsafeMutableRawBufferPointer) throws(CodecFault)
}
