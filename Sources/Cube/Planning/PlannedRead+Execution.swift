internal import Execution
internal import Zarr

extension PlannedRead {
    /// Chunk bytes in flight at a time beside the cache's own: enough to keep both cores and a slow store busy.
    static let fetchWindow = 32 << 20

    /// Unpacked values, whole; see `Reading.values`.
    func values(packing: Packing, order: [Int]?, fillsCache: Bool, context: WorkContext) throws -> Values {
        let gather = ChunkGather(array: stored.array, ranges: arrayRanges, order: order)
        let shape = (order ?? Array(ranges.indices)).map { ranges[$0].indexCount }
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(gather.byteCount, 1),
            alignment: 64
        )
        defer { memory.deallocate() }
        try gather.read(into: memory, window: Self.fetchWindow, fillsCache: fillsCache, context: context)
        let read = UnsafeRawBufferPointer(rebasing: memory[..<gather.byteCount])
        return packing.unpack(read, shape: shape)
    }

    /// Hands out the answer in output order, in the slabs of `SlabPlan`.
    func stream(
        slabs: SlabPlan,
        fillsCache: Bool,
        context: WorkContext,
        emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard cells > 0 else { return }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: slabs.mostBytes, alignment: 64)
        defer { memory.deallocate() }
        try slabs.forEach { positions in
            try context.check()
            let part = zip(arrayRanges, positions).map { $0.sliced($1) }
            let gather = ChunkGather(array: stored.array, ranges: part, order: nil)
            let slab = UnsafeMutableRawBufferPointer(rebasing: memory[..<gather.byteCount])
            try gather.read(into: slab, window: Self.fetchWindow, fillsCache: fillsCache, context: context)
            try emit(UnsafeRawBufferPointer(slab))
        }
    }
}
