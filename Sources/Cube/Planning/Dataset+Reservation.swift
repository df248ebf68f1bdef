package import Execution

extension Dataset {
    /// Reserves memory of the worker for an answer, before it is used.
    ///
    /// - Throws: `Failure.busy` when the worker's memory stays taken until the deadline, `tooLarge` when it never
    ///   suffices.
    package func reserve(_ bytes: Int, context: WorkContext) throws(Failure) -> Reservation {
        let ledger = resources.ledger
        guard bytes <= ledger.budget else {
            throw .tooLarge(limit: .memory, allowed: ledger.budget, requested: bytes, advice: nil)
        }
        do {
            return try ledger.reserve(bytes, context: context)
        } catch {
            throw Failure(error, context: context)
        }
    }
}
