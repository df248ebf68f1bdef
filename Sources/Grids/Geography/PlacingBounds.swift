package import Execution
package import Failures

/// What looking for the cells of a place may cost, and for whom it is done.
package struct PlacingBounds: Sendable {
    package let limits: Limits
    package let context: WorkContext

    package init(limits: Limits, context: WorkContext) {
        self.limits = limits
        self.context = context
    }

    /// Holds the cells of a window that are to be looked at one by one against `most`, and against those of an answer.
    ///
    /// - Throws: `tooLarge`.
    func check(columns: Int, rows: Int, most: Int) throws(Failure) {
        let (count, overflows) = columns.multipliedReportingOverflow(by: rows)
        let allowed = min(limits.outputCells, most)
        guard !overflows, count <= allowed else {
            throw .tooLarge(
                limit: .outputCells,
                allowed: allowed,
                requested: overflows ? .max : count,
                advice: nil
            )
        }
    }

    /// Runs geometry that looks at deadline and client.
    ///
    /// - Throws: what `body` throws, an `Interruption` as the failure that it means.
    package func looking<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
        try Self.looking(context, body)
    }

    /// The same, done for whom `context` says.
    static func looking<Result>(
        _ context: WorkContext,
        _ body: () throws -> Result
    ) throws(Failure) -> Result {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure
        } catch let interruption as Interruption {
            throw Failure(interruption, context: context)
        } catch {
            throw .defect
        }
    }
}
