package import Execution

/// Where a process writes down what it opens, for whoever sees it die: memory that outlives it.
package protocol OpeningBoard: Sendable {
    /// Openings of one process that are told of at a time.
    var openingRecords: Int { get }

    /// Says that the process of a place opens something from `now` on, in one of its records.
    func beginOpening(_ key: DatasetKey, place: Int, record: Int, at now: Deadline)

    /// Of the threads that open it so many more are busy, rather than wait for its store.
    func changeOpening(busy difference: Int, place: Int, record: Int)

    func endOpening(place: Int, record: Int)

    /// What is known of a dataset that processes died over.
    func note(of key: DatasetKey) -> OpeningNote?

    /// Keeps the state in which a dataset is left alone, unless one is kept.
    func setState(_ state: UInt64, of key: DatasetKey)

    func removeNote(of key: DatasetKey)
}

/// How many processes died over a dataset, and in which state it was.
package struct OpeningNote: Equatable {
    package var deaths: Int
    /// A digest of what identifies the state; 0 while nobody has looked.
    package var state: UInt64

    package init(deaths: Int, state: UInt64) {
        self.deaths = deaths
        self.state = state
    }
}
