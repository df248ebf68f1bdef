internal import Synchronization

/// Reads of one place that a request waits for, and what they say about it.
package final class StoreReading: Sendable {
    /// What a read that did not bring what it should says.
    package enum Trouble: Sendable {
        /// Nothing answers there.
        case ofPlace
        /// The place answers, but not with what was requested.
        case ofSubject
        /// Nothing came in time, which others at the same place may not know.
        case silence
    }

    private let bulkheads: Bulkheads
    private let subjects: [Bulkheads.Subject]
    private let place: Bulkheads.Subject
    private let verdict = Mutex<(hasAnswered: Bool, trouble: Trouble?)>((false, nil))

    init(_ bulkheads: Bulkheads, subjects: [Bulkheads.Subject], place: Bulkheads.Subject) {
        self.bulkheads = bulkheads
        self.subjects = subjects
        self.place = place
        bulkheads.beginRead(subjects, at: place)
    }

    /// A part of an answer has come.
    package func showLife() {
        bulkheads.change(subjects + [place]) { $0.showLife(at: $1) }
    }

    package func answer() {
        verdict.withLock { $0.hasAnswered = true }
        bulkheads.change(subjects + [place]) { $0.answer(at: $1) }
    }

    package func meet(_ trouble: Trouble) {
        verdict.withLock { $0.trouble = trouble }
        if trouble == .ofSubject { bulkheads.change([place]) { $0.showLife(at: $1) } }
    }

    /// Ends it, once; what has failed altogether counts as one failure.
    package func end() {
        let (hasAnswered, trouble) = verdict.withLock { $0 }
        bulkheads.change(subjects + [place]) { $0.endRead(at: $1) }
        guard !hasAnswered, let trouble else { return }
        bulkheads.change(trouble == .ofPlace ? subjects + [place] : subjects) { $0.fail(at: $1) }
    }
}
