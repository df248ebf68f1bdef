package import Execution
internal import Failures
internal import Synchronization

/// Runs the opening of datasets so that one over which workers die is left alone.
///
/// A worker writes down what it opens, and whether it is busy with it or waits for its store; when it dies by its own doing,
/// its supervisor counts that death against what it was busy with. After `maxDeaths` in a row nobody tries again, until
/// what identifies the store's state has changed or the configuration was loaded anew.
package final class OpeningTrials: Sendable {
    /// One may be chance, and so may two where something else makes workers trap.
    package static let maxDeaths = 3
    /// The state of a store that does not answer; those of stores that do are odd.
    private static let unanswered: UInt64 = 2

    private let board: (any OpeningBoard)?
    private let place: Int
    /// Records of this process that are in use.
    private let records = Mutex<Set<Int>>([])
    /// When the state of a dataset that is left alone is looked at next.
    private let nextLooks = Mutex<[DatasetKey: Deadline]>([:])

    package init(board: (any OpeningBoard)? = nil, place: Int = 0) {
        self.board = board
        self.place = place
    }

    /// Whether a dataset is left alone.
    package func isLeftAlone(_ key: DatasetKey) -> Bool {
        (board?.note(of: key)?.deaths ?? 0) >= Self.maxDeaths
    }

    /// Runs `body`, which opens what `key` names; `isLast`: with its success all is open.
    ///
    /// - Throws: `Failure.storage` for one that is left alone; what `body` throws. `state` says what identifies the
    ///   store's state now, for a look every `lookSeconds`.
    package func opening<Result>(
        _ key: DatasetKey,
        dataset: String,
        isLast: Bool,
        lookSeconds: Double,
        context: WorkContext,
        state: () -> UInt64?,
        _ body: () throws -> Result
    ) throws -> Result {
        guard let board else { return try body() }
        if let note = board.note(of: key), note.deaths >= Self.maxDeaths {
            guard hasChanged(note, key, board, lookSeconds, state) else {
                throw Failure.storage(
                    dataset: dataset,
                    key: "",
                    .corrupt(
                        reason:
                            "opening it has ended \(note.deaths) worker processes; it is left alone until its "
                            + "store or the configuration changes"
                    )
                )
            }
            board.removeNote(of: key)
        }
        let result = try recorded(key, board, context, body)
        if isLast { board.removeNote(of: key) }
        return result
    }

    private func recorded<Result>(
        _ key: DatasetKey,
        _ board: any OpeningBoard,
        _ context: WorkContext,
        _ body: () throws -> Result
    ) rethrows -> Result {
        guard let record = takeRecord(of: board) else { return try body() }
        board.beginOpening(key, place: place, record: record, at: .now)
        defer {
            board.endOpening(place: place, record: record)
            records.withLock { _ = $0.remove(record) }
        }
        return try context.watched(by: Watcher(board: board, place: place, record: record), body)
    }

    /// Tells the board whether an opening goes on or waits.
    private final class Watcher: WorkWatcher {
        private let board: any OpeningBoard
        private let place: Int
        private let record: Int

        init(board: any OpeningBoard, place: Int, record: Int) {
            (self.board, self.place, self.record) = (board, place, record)
        }

        func change(busy difference: Int) {
            board.changeOpening(busy: difference, place: place, record: record)
        }
    }

    private func takeRecord(of board: any OpeningBoard) -> Int? {
        records.withLock { records in
            guard let free = (0..<board.openingRecords).first(where: { !records.contains($0) }) else {
                return nil
            }
            records.insert(free)
            return free
        }
    }

    private func hasChanged(
        _ note: OpeningNote,
        _ key: DatasetKey,
        _ board: any OpeningBoard,
        _ lookSeconds: Double,
        _ state: () -> UInt64?
    ) -> Bool {
        let isDue = nextLooks.withLock { looks in
            if let next = looks[key], !next.hasPassed { return false }
            looks[key] = .after(seconds: lookSeconds)
            return true
        }
        guard isDue else { return false }
        // A store that does not answer is a state too: when it does again, that is a change.
        let found = state() ?? Self.unanswered
        if note.state == 0 { board.setState(found, of: key) }
        return note.state != 0 && note.state != found && found != Self.unanswered
    }
}
