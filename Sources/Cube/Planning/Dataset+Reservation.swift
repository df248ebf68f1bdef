package import Execution
package import Failures

extension Dataset {
    /// What a request may need under a limit's name: of memory, what it may whatever else the worker holds, which tells nothing
    /// of other datasets.
    package func allowed(_ name: Limits.Name) -> Int {
        name == .memory ? assuredMemory : limits[name]
    }

    /// Memory that a request may need whatever else the worker holds: the same in every worker at any time.
    package var assuredMemory: Int { resources.ledger.assured }

    /// Refuses more memory than the worker always has, as a dry run and the request itself do alike.
    ///
    /// - Throws: `Failure.tooLarge`.
    package func checkMemory(_ bytes: Int) throws(Failure) {
        let allowed = allowed(.memory)
        guard bytes <= allowed else {
            throw .tooLarge(limit: .memory, allowed: allowed, requested: bytes, advice: nil)
        }
    }

    /// Reserves memory of the worker for an answer, before it is used.
    ///
    /// - Throws: `Failure.busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never
    ///   suffices.
    package func reserve(_ bytes: Int, context: WorkContext) throws(Failure) -> Reservation {
        try checkMemory(bytes)
        do {
            return try resources.ledger.reserve(bytes, context: context)
        } catch {
            throw Failure(error, context: context)
        }
    }

    /// Charges reading to whoever asks for it, before anything is reserved for it.
    ///
    /// - Throws: `Failure.tooManyRequests` when that is more than it may have for now.
    package func admit(_ cost: ReadCost, context: WorkContext) throws(Failure) {
        guard let account = context.account else { return }
        do {
            try account.admit(
                PlannedWork(bytes: cost.decodedBytes, seconds: cost.seconds),
                context: context
            )
        } catch {
            throw Failure(error, context: context)
        }
    }
}
