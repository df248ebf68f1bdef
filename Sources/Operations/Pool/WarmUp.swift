internal import Catalogue
internal import Execution
internal import Synchronization

/// Opens the datasets of a worker that has just started, beside its first requests.
struct WarmUp: Sendable {
    /// A store that needs longer is opened by the first request for it.
    private static let maxSeconds = 60.0
    /// Where there are more datasets, none is opened before it is asked for.
    static let maxDatasets = 64

    private let context: WorkContext
    private let thread: WorkerThread
    private let hasEnded: Flag

    private final class Flag: Sendable {
        let isRaised = Atomic<Bool>(false)
    }

    init(_ catalogue: ConfiguredCatalogue, bulkheads: Bulkheads) {
        let context = WorkContext.background(seconds: Self.maxSeconds, bulkheads: bulkheads)
        let flag = Flag()
        (self.context, hasEnded) = (context, flag)
        thread = WorkerThread(name: "warm-up") {
            if catalogue.ids.count <= Self.maxDatasets { catalogue.tryAll(context: context) }
            flag.isRaised.store(true, ordering: .releasing)
        }
    }

    /// Whether it should have ended so long ago, and has not.
    func isOverdue(bySeconds seconds: Double) -> Bool {
        !hasEnded.isRaised.load(ordering: .acquiring) && context.deadline.later(bySeconds: seconds).hasPassed
    }

    /// Ends it if it is still at work.
    func stop() {
        context.cancel()
        thread.join()
    }
}
