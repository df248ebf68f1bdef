internal import Execution

/// Opens the datasets of a worker that has just started, beside its first requests.
struct WarmUp {
    /// A store that needs longer is opened by whoever asks for it.
    private static let mostSeconds = 60.0

    private let context: WorkContext
    private let thread: WorkerThread

    init(_ catalogue: ConfiguredCatalogue) {
        let context = WorkContext.background(seconds: Self.mostSeconds)
        self.context = context
        thread = WorkerThread(name: "warm-up") { catalogue.tryAll(context: context) }
    }

    /// Ends it if it is still at work.
    func stop() {
        context.cancel()
        thread.join()
    }
}
