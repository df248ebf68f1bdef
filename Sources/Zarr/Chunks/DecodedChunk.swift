internal import Execution

/// One chunk's values in memory: native byte order, its full shape, never clipped to the array.
///
/// A chunk that was never written is one fill value seen through strides of zero, so that a reader needs no branch.
package final class DecodedChunk: @unchecked Sendable {
    // Safe because nothing writes to the memory once this object is made.
    private let memory: UnsafeRawBufferPointer
    package let dataType: DataType
    /// Distance in elements between neighbours along each dimension of the array.
    package let strides: [Int]
    /// True when the store has no such chunk.
    package let isFill: Bool
    /// The chunk whose memory this one is a part of; nil where the memory is its own.
    private let whole: DecodedChunk?
    /// Which state of its object it was made from; nil where objects never change.
    let origin: ChunkOrigin?

    /// Takes over `memory`, which must have been made by `allocate` and hold whole elements.
    package convenience init(
        taking memory: UnsafeRawBufferPointer,
        dataType: DataType,
        strides: [Int],
        isFill: Bool = false
    ) {
        self.init(taking: memory, dataType: dataType, strides: strides, isFill: isFill, origin: nil)
    }

    init(
        taking memory: UnsafeRawBufferPointer,
        dataType: DataType,
        strides: [Int],
        isFill: Bool = false,
        origin: ChunkOrigin?
    ) {
        self.origin = origin
        self.memory = memory
        self.dataType = dataType
        self.strides = strides
        self.isFill = isFill
        whole = nil
    }

    /// A part of another chunk, from one of its elements on, as an array of fewer dimensions sees it.
    ///
    /// - Returns: nil for an element that lies outside.
    package init?(_ whole: DecodedChunk, from element: Int, strides: [Int]) {
        let (start, overflows) = element.multipliedReportingOverflow(by: whole.dataType.size)
        guard !overflows, start >= 0, start < whole.memory.count else { return nil }
        memory = UnsafeRawBufferPointer(rebasing: whole.memory[start...])
        (dataType, self.strides, isFill, origin) = (whole.dataType, strides, whole.isFill, whole.origin)
        self.whole = whole
    }

    deinit {
        if whole == nil { BlockReserve.shared.giveBack(memory) }
    }

    /// Memory for a chunk, aligned for vectors.
    package static func allocate(bytes: Int) -> UnsafeMutableRawBufferPointer {
        BlockReserve.shared.take(bytes)
    }

    /// Bytes that this chunk keeps.
    package var byteCount: Int { memory.count }

    /// The values, from the chunk's first element (index 0 in every dimension).
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(memory)
    }
}
