internal import CF
internal import Execution
internal import Zarr

extension PlannedRead {
    /// Unpacked values, whole; see `Reading.values`.
    func values(packing: Packing, fillsCache: Bool, context: WorkContext) throws -> Values {
        let gather = gather(orderedShape.map { 0..<$0 })
        let memory = BlockReserve.shared.take(gather.byteCount)
        defer { BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory)) }
        try gather.read(into: memory, window: window, fillsCache: fillsCache, context: context)
        hideCells(in: memory, at: orderedShape.map { 0..<$0 })
        let read = UnsafeRawBufferPointer(rebasing: memory[..<gather.byteCount])
        return packing.unpack(read, shape: orderedShape)
    }

    /// Hands out the answer in output order, in the slabs of `SlabPlan`; with `coverage` one answer of several.
    func stream(
        slabs: SlabPlan,
        coverage: [Int] = [],
        fillsCache: Bool,
        context: WorkContext,
        emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard cells > 0 else { return }
        var memory: UnsafeMutableRawBufferPointer?
        defer { memory.map { BlockReserve.shared.giveBack(UnsafeRawBufferPointer($0)) } }
        try slabs.forEach(coverage: coverage) { positions in
            try context.check()
            let gather = gather(positions)
            let chunk = try gather.onlyChunk(window: window, fillsCache: fillsCache, context: context)
            if let chunk, stored.hidden == nil, try gather.handOn(chunk, emit) { return }
            let room = memory ?? BlockReserve.shared.take(slabs.maxBytes)
            memory = room
            let slab = UnsafeMutableRawBufferPointer(rebasing: room[..<gather.byteCount])
            if let chunk {
                gather.copy(chunk, into: slab)
            } else {
                try gather.read(into: slab, window: window, fillsCache: fillsCache, context: context)
            }
            hideCells(in: slab, at: positions)
            try emit(UnsafeRawBufferPointer(slab))
        }
    }
}
