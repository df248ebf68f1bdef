package import CF
package import Execution
package import Failures
internal import Zarr

extension ReadPlan {
    /// Charges the plan to whoever asks and reserves its working set; nothing is read before that.
    ///
    /// Reading that is kept for others (`isCharged` false) is nobody's. `beside` is what the answer holds beside it: buffers, axes; a request reserves once, so that no two wait
    /// for each other. Throws `tooManyRequests` when whoever asks has had as much as it may, `busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never
    /// suffices.
    package func open(
        beside: Int = 0,
        isCharged: Bool = true,
        context: WorkContext
    ) throws(Failure) -> Reading {
        let readings = try Self.open([self], beside: beside, isCharged: isCharged, context: context)
        guard let reading = readings.first else { throw .defect }
        return reading
    }

    /// The readings of several plans, which are read one after the other, with one reservation between them.
    package static func open(
        _ plans: [ReadPlan],
        beside: Int,
        isCharged: Bool = true,
        context: WorkContext
    ) throws(Failure) -> [Reading] {
        let needed = try checkMemory(plans, beside: beside)
        if isCharged {
            try plans.first?.dataset.admit(plans.reduce(ReadCost()) { $0 + $1.cost }, context: context)
        }
        guard let ledger = plans.first?.dataset.resources.ledger else { return [] }
        let fitted = plans.map { $0.fitted(beside: beside) }
        do {
            let reservation = try ledger.reserve(needed, context: context)
            return fitted.map { Reading(plan: $0, reservation: reservation) }
        } catch {
            throw Failure(error, context: context)
        }
    }

    /// The same in pieces for which there is memory beside so many bytes.
    private func fitted(beside bytes: Int) -> ReadPlan {
        let parts = parts.map { $0.fitted(into: memoryLeft(beside: bytes)) }
        return with(parts: parts)
    }

    /// Bytes that `open` reserves for several plans of one dataset.
    package static func memory(of plans: [ReadPlan], beside: Int) -> Int {
        let needs = plans.map { plan in
            PlannedRead.sum(workingSet(plan.parts, within: plan.memoryLeft(beside: beside)), plan.textMemory)
        }
        return PlannedRead.sum(needs.max() ?? 0, beside)
    }

    /// Refuses what the worker never has the memory for, as a dry run and the request itself do alike.
    ///
    /// Returns the bytes that it needs. Smaller pieces may have to be put in order on disk where the usual ones had not: what they
    /// need there is held against its limit as well.
    ///
    /// - Throws: `tooLarge`, with what of the dearest plan would pass.
    @discardableResult
    package static func checkMemory(_ plans: [ReadPlan], beside: Int) throws(Failure) -> Int {
        let needed = memory(of: plans, beside: beside)
        guard let allowed = plans.first?.dataset.allowed(.memory), needed > allowed else {
            for plan in plans { try plan.checkSpool(beside: beside) }
            return needed
        }
        let left = plans.map { $0.memoryLeft(beside: beside) }
        let needs = zip(plans, left).map { workingSet($0.parts, within: $1) }
        guard let dearest = plans.indices.max(by: { needs[$0] < needs[$1] }) else { return needed }
        throw .tooLarge(
            limit: .memory,
            allowed: allowed,
            requested: needed,
            advice: SimilarRequest(plans[dearest].parts).largest {
                workingSet($0, within: left[dearest]) <= left[dearest]
            }
        )
    }

    private func checkSpool(beside bytes: Int) throws(Failure) {
        let left = memoryLeft(beside: bytes)
        guard parts.contains(where: { $0.isCut(byFittingInto: left) }) else { return }
        let spooled = { (parts: [PlannedRead]) in
            ReadCost(parts.map { $0.fitted(into: left) })?.spoolBytes ?? .max
        }
        let (needed, allowed) = (spooled(parts), dataset.limits[.spoolBytes])
        guard needed > allowed else { return }
        throw .tooLarge(
            limit: .spoolBytes,
            allowed: allowed,
            requested: needed,
            advice: SimilarRequest(parts).largest { spooled($0) <= allowed }
        )
    }

    /// What of the worker's memory reading may take.
    private func memoryLeft(beside bytes: Int) -> Int {
        max(dataset.allowed(.memory) - PlannedRead.sum(bytes, textMemory), 0)
    }

    /// One part is streamed after the other, in pieces that fit into `bytes` where there are such; values that are wanted
    /// whole may be held all at a time.
    private static func workingSet(_ parts: [PlannedRead], within bytes: Int) -> Int {
        let parts = parts.map { $0.fitted(into: bytes) }
        let held = parts.reduce(0) { sum, part in
            part.streaming == nil ? PlannedRead.sum(sum, part.unpackedBytes) : sum
        }
        return PlannedRead.sum(held, parts.map(\.readingBytes).max() ?? 0)
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
        let begin = Deadline.now.nanoseconds
        var emitting: UInt64 = 0
        func timed(_ block: UnsafeRawBufferPointer) throws {
            let start = Deadline.now.nanoseconds
            defer { emitting += Deadline.now.nanoseconds - start }
            try emit(block)
        }
        try Failure.translating(dataset: plan.dataset.address.text, context: context) {
            switch read.streamPlan {
            case .slabs(let slabs):
                try read.stream(slabs: slabs, fillsCache: !isBulk(read), context: context, emit: timed)
            case .transposition(let transposition):
                try read.transpose(
                    transposition,
                    through: plan.dataset.resources.spool,
                    context: context,
                    emit: timed
                )
            }
        }
        guard isBulk(read) else { return }
        let passed = Deadline.now.nanoseconds - begin
        plan.dataset.resources.pace.note(read.cost, seconds: Double(passed - min(emitting, passed)) / 1e9)
    }

    /// Values of one part, coverage by coverage, in blocks of bounded size.
    ///
    /// What must be transposed is read here, and lies on disk as long as the result lives. Throws `Failure`.
    package func coverages(part: Int, context: WorkContext) throws -> CoverageStream {
        let read = plan.parts[part]
        return try Failure.translating(dataset: plan.dataset.address.text, context: context) {
            try CoverageStream(
                read,
                dataset: plan.dataset,
                fillsCache: !isBulk(read),
                context: context
            )
        }
    }

    /// Unpacked values of one part, whole, in the order of the answer; for plans that do not stream.
    ///
    /// Throws `Failure`.
    package func values(part: Int, context: WorkContext) throws -> Values {
        let read = plan.parts[part]
        return try Failure.translating(dataset: plan.dataset.address.text, context: context) {
            try read.values(packing: read.packing, fillsCache: !isBulk(read), context: context)
        }
    }

    /// The texts of one piece at the wanted indices, row-major: UTF-8 as stored, without the NULs that fill them up.
    ///
    /// Throws `Failure`: `tooLarge` for more than 16 MiB of texts that vary, `busy` where these are more than was reserved
    /// and there is no memory for them.
    package func texts(_ read: TextRead, context: WorkContext) throws -> [String] {
        try read.texts(context: context)
    }

    /// A read of more than this leaves the cache to others: it would drive out what tiles and points live on.
    private static let bulkBytes = 64 << 20

    private func isBulk(_ read: PlannedRead) -> Bool { plan.cost.decodedBytes > Self.bulkBytes }
}
