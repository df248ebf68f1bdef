package import Execution
internal import Zarr

extension ReadPlan {
    /// Reserves the plan's working set; nothing is read before that.
    ///
    /// `whole` is true when `values` will be called, which holds a part's answer in memory; false for `stream`, which
    /// holds one slab. Throws `busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never
    /// suffices.
    package func open(whole: Bool = true, context: WorkContext) throws(Failure) -> Reading {
        let need = parts.map { whole ? $0.wholeBytes : $0.streamBytes }.max() ?? 0
        let ledger = dataset.resources.ledger
        guard need <= ledger.budget else {
            throw .tooLarge(
                limit: .memory,
                allowed: ledger.budget,
                requested: need,
                advice: SimilarRequest(parts).largest { parts in
                    (parts.map { whole ? $0.wholeBytes : $0.streamBytes }.max() ?? 0) <= ledger.budget
                }
            )
        }
        do {
            return Reading(plan: self, reservation: try ledger.reserve(need, context: context))
        } catch {
            throw Failure(error, context: context)
        }
    }
}

extension PlannedRead {
    /// Working set of `values`: the stored answer, its unpacked copy (at most 8 bytes and a flag a value), and the
    /// chunks in flight.
    var wholeBytes: Int {
        let (unpacked, overflows) = cells.multipliedReportingOverflow(by: 9 + stored.dataType.size)
        return overflows ? .max : unpacked.addingReportingOverflow(inFlightBytes).partialValue
    }

    /// Working set of `stream`: one slab and the chunks in flight, or what turning round takes.
    var streamBytes: Int {
        switch StreamPlan(self, streaming ?? StreamSizes()) {
        case .slabs(let slabs): slabs.mostBytes.addingReportingOverflow(inFlightBytes).partialValue
        case .transposition(let transposition): transposition.workingSet(inFlight: inFlightBytes)
        }
    }

    private var inFlightBytes: Int {
        let chunk = stored.array.metadata.chunkBytes
        let chunks = zip(arrayRanges, stored.array.metadata.chunkGrid.dimensions).reduce(1) { product, pair in
            let (count, overflows) = product.multipliedReportingOverflow(
                by: DimensionWalk.chunkCount(pair.0, pair.1)
            )
            return overflows ? .max : count
        }
        let (all, overflows) = chunk.multipliedReportingOverflow(by: chunks)
        return min(overflows ? .max : all, max(PlannedRead.fetchWindow, chunk))
    }
}

/// A plan with its memory: the only way to values.
package final class Reading: Sendable {
    package let plan: ReadPlan
    private let reservation: Reservation

    init(plan: ReadPlan, reservation: Reservation) {
        self.plan = plan
        self.reservation = reservation
    }

    /// Stored values of one part, native byte order, row-major, in blocks of bounded size and in output order.
    ///
    /// - Throws: `Failure`, or what `emit` throws.
    package func stream(
        part: Int,
        context: WorkContext,
        emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let read = plan.parts[part]
        try Failure.translating(dataset: plan.dataset.address.text, context: context) {
            switch StreamPlan(read, read.streaming ?? StreamSizes()) {
            case .slabs(let slabs):
                try read.stream(slabs: slabs, fillsCache: !isBulk(read), context: context, emit: emit)
            case .transposition(let transposition):
                try read.transpose(
                    transposition,
                    through: plan.dataset.resources.spool,
                    context: context,
                    emit: emit
                )
            }
        }
    }

    /// Unpacked values of one part, whole.
    ///
    /// `order` lists the array's dimensions in the order wanted, outermost first; nil keeps the array's own. Throws
    /// `Failure`.
    package func values(part: Int, order: [Int]? = nil, context: WorkContext) throws -> Values {
        let read = plan.parts[part]
        let packing = read.variable?.packing ?? Packing(plain: read.stored.dataType)
        return try Failure.translating(dataset: plan.dataset.address.text, context: context) {
            try read.values(packing: packing, order: order, fillsCache: !isBulk(read), context: context)
        }
    }

    /// A read of more than this leaves the cache to others: it would drive out what tiles and points live on.
    private static let bulkBytes = 64 << 20

    private func isBulk(_ read: PlannedRead) -> Bool { plan.cost.decodedBytes > Self.bulkBytes }
}

extension Packing {
    /// Numbers that are what they are.
    init(plain type: DataType) {
        let valueType: ValueType =
            switch type {
            case .float16, .float32: .float
            case .float64: .double
            default: type.isSignedInteger ? .signedInteger : .unsignedInteger
            }
        self.init(storedType: type, valueType: valueType)
    }
}
