internal import Cube
internal import Execution
internal import Failures
internal import ObjectStorage
internal import Synchronization

/// How each published dataset did when it was last asked for under its own name, by whomever: what lists, health and the
/// log say of it is what requests meet.
///
/// Why one fails reaches the log once for all workers of a host, and so does that it works again.
package final class DatasetOutcomes: Sendable {
    /// What the last opening came to.
    enum Outcome: Sendable, Equatable {
        /// `hasPlaces`: whether some variable can be drawn and asked for by place.
        case working(hasPlaces: Bool)
        case failing(cause: String)

        var isFailing: Bool { if case .failing = self { true } else { false } }
    }

    private let outcomes = Mutex<[String: Outcome]>([:])
    private let board: NoticeBoard
    private let log: @Sendable (String, [(String, String)]) -> Void

    /// `log` gets the name of an event and its facts.
    package init(
        board: NoticeBoard = NoticeBoard(RefTable(), generation: 0),
        log: @escaping @Sendable (String, [(String, String)]) -> Void = { _, _ in }
    ) {
        self.board = board
        self.log = log
    }

    /// Nil while nobody has asked for it.
    subscript(id: String) -> Outcome? { outcomes.withLock { $0[id] } }

    /// Runs `body`, which opens a dataset under its own name, and keeps what it came to.
    func watching(_ published: PublishedDataset, _ body: () throws -> Dataset) throws -> Dataset {
        do {
            let dataset = try body()
            works(published, hasPlaces: dataset.variables.contains { $0.grid != nil })
            return dataset
        } catch {
            if Self.isAboutTheDataset(error) { fails(published, cause: ErrorWords.text(error)) }
            throw error
        }
    }

    private func works(_ published: PublishedDataset, hasPlaces: Bool) {
        let outcome = Outcome.working(hasPlaces: hasPlaces)
        let before = outcomes.withLock { outcomes in
            outcomes[published.id] == outcome
                ? outcome : outcomes.updateValue(outcome, forKey: published.id)
        }
        guard before?.isFailing == true, board.post(nil, about: published.id) else { return }
        log("dataset_working", [("dataset", published.id)])
    }

    private func fails(_ published: PublishedDataset, cause: String) {
        let outcome = Outcome.failing(cause: cause)
        let before = outcomes.withLock { $0.updateValue(outcome, forKey: published.id) }
        if case .failing(let old) = before, Self.gist(old) == Self.gist(cause) { return }
        guard board.post(Self.gist(cause), about: published.id) else { return }
        // An address may end in a signature.
        let store = StoreLocation.shown(published.store)
        log("dataset_failing", [("dataset", published.id), ("store", store), ("cause", cause)])
    }

    /// A cause without its numbers: milliseconds and attempts differ each time and say nothing new.
    private static func gist(_ cause: String) -> String { cause.filter { !$0.isNumber } }

    /// Whether an error says something of the dataset, rather than of this request or of the server's load.
    private static func isAboutTheDataset(_ error: any Error) -> Bool {
        switch error {
        // More memory than a worker ever has: no other request would meet anything else.
        case Interruption.memoryExhausted(let requested, let budget): requested > budget
        case is Interruption: false
        case let failure as Failure:
            switch failure {
            case .busy, .noRoom, .cancelled, .timedOut, .defect, .notServed, .invalid, .outsideDomain,
                .tooLarge, .unauthenticated, .tooManyRequests:
                false
            case .notFound, .unsupported, .storage: true
            }
        default: true
        }
    }
}
