package import Execution

/// What looking for the cells of a place may cost, and for whom it is done.
package struct PlacingBounds: Sendable {
    package let limits: Limits
    package let context: WorkContext

    package init(limits: Limits, context: WorkContext) {
        self.limits = limits
        self.context = context
    }

    /// Runs geometry that looks at deadline and client.
    ///
    /// - Throws: what `body` throws, an `Interruption` as the failure that it means.
    func looking<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
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
