package import Execution

extension ReadPlan {
    /// Reserves the plan's working set; nothing is read before that.
    ///
    /// - Throws: `busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never suffices.
    package func open(context: WorkContext) throws(Failure) -> Reading {
        throw .defect
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
        part: Int, context: WorkContext, emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        throw Failure.defect
    }

    /// Unpacked values of one part, whole.
    ///
    /// - Parameter order: the array's dimensions in the order wanted, outermost first; nil keeps the array's own.
    /// - Throws: `Failure`.
    package func values(part: Int, order: [Int]? = nil, context: WorkContext) throws -> Values {
        throw Failure.defect
    }
}
