internal import Execution
internal import Glibc
internal import Zarr

extension PlannedRead {
    /// Hands out the answer in output order, each chunk decoded once, through a file that holds all of it.
    ///
    /// - Throws: `SpoolError` when there is no room on disk, before anything is read; what reading throws.
    func transpose(
        _ plan: Transposition,
        through spool: Spool,
        context: WorkContext,
        emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard cells > 0 else { return }
        let file = try turn(plan, through: spool, context: context)
        try read(plan, from: file, context: context, emit: emit)
    }

    /// Decodes every chunk into a file, from which `read` hands out the answer.
    func turn(_ plan: Transposition, through spool: Spool, context: WorkContext) throws -> SpoolFile {
        let file = try spool.open(bytes: plan.bytes)
        var starts: [Int] = []
        starts.reserveCapacity(plan.stretchCount)
        plan.forEachStretch { starts.append($0.start) }
        try plan.forEachGroup { positions in
            try context.check()
            let gather = gather(positions)
            let memory = BlockReserve.shared.take(gather.byteCount)
            defer { BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory)) }
            try gather.read(into: memory, window: window, fillsCache: false, context: context)
            hideCells(in: memory, at: positions)
            try plan.forEachSegment(of: positions) { start, length, stretch in
                let segment = UnsafeRawBufferPointer(rebasing: memory[start..<(start + length)])
                try file.write(segment, at: starts[stretch])
                starts[stretch] += length
            }
        }
        return file
    }

    /// Hands out what `turn` wrote in the order of the answer; with `coverage` one answer of several.
    func read(
        _ plan: Transposition,
        coverage: [Int] = [],
        from file: SpoolFile,
        context: WorkContext,
        emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try plan.forEachStretch(coverage: coverage) { stretch in
            try context.check()
            let memory = BlockReserve.shared.take(2 * stretch.bytes)
            defer { BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory)) }
            let segments = UnsafeMutableRawBufferPointer(rebasing: memory[..<stretch.bytes])
            let output = UnsafeMutableRawBufferPointer(rebasing: memory[stretch.bytes...])
            guard try file.read(at: stretch.start, into: segments) == stretch.bytes,
                let source = segments.baseAddress, let target = output.baseAddress
            else { throw SpoolError.system(errno: EIO) }
            plan.scatter(stretch, from: source, to: target)
            try emit(UnsafeRawBufferPointer(output))
        }
    }
}
