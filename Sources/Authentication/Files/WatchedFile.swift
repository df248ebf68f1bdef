internal import Execution
internal import ObjectStorage
internal import Synchronization

/// A file that others change while it is used: it is looked at each second at most, and read again when it was changed.
///
/// Of a file that is broken or half written nothing is taken while there is an older content; only a process that has none
/// begins with the lines that are sound. What is wrong is reported once.
package final class WatchedFile<Content: Sendable>: Sendable {
    /// A content, and a number that grows with each new one.
    struct Reading: Sendable {
        let content: Content
        let generation: Int
    }

    private struct State {
        var reading: Reading
        /// Of what was read last, sound or not.
        var seen: FileState?
        /// Whether a change after that would show.
        var isSettled = false
        var digest: [UInt8] = []
        var isLooking = false
        var nextLook: Deadline
        var reported: String?

        mutating func replace(with content: Content) {
            reading = Reading(content: content, generation: reading.generation + 1)
        }
    }

    private static var secondsBetweenLooks: Double { 1 }

    package let path: String
    private let maxBytes: Int
    private let empty: Content
    private let absenceIsEmpty: Bool
    private let timepiece: Timepiece
    private let parse: @Sendable (String) -> ParsedLines<Content>
    private let report: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// Reads the file for the first time; `empty` is its content where it cannot be read, and, with `absenceIsEmpty`,
    /// whenever it is not there.
    ///
    /// `report` is told of problems, with the file's name and without secrets.
    init(
        path: String,
        maxBytes: Int,
        empty: Content,
        absenceIsEmpty: Bool,
        timepiece: Timepiece,
        parse: @escaping @Sendable (String) -> ParsedLines<Content>,
        report: @escaping @Sendable (String) -> Void
    ) {
        (self.path, self.maxBytes, self.empty) = (path, maxBytes, empty)
        (self.absenceIsEmpty, self.timepiece) = (absenceIsEmpty, timepiece)
        (self.parse, self.report) = (parse, report)
        state = Mutex(State(reading: Reading(content: empty, generation: 0), nextLook: timepiece.now()))
        _ = current()
    }

    /// The content as it was a second ago or later.
    func current() -> Reading {
        let now = timepiece.now()
        let (reading, isDue) = state.withLock { state in
            let isDue = now >= state.nextLook && !state.isLooking
            if isDue { state.isLooking = true }
            return (state.reading, isDue)
        }
        guard isDue else { return reading }
        look()
        return state.withLock { state in
            state.isLooking = false
            state.nextLook = now.later(bySeconds: Self.secondsBetweenLooks)
            return state.reading
        }
    }

    /// One thread at a time comes here; the others go on with what was there.
    private func look() {
        let (seen, isSettled) = state.withLock { ($0.seen, $0.isSettled) }
        if isSettled, let seen, FileState(path: path) == seen { return }
        do throws(SecretFileProblem) {
            let date = timepiece.date()
            take(try SecretFileText(path: path, maxBytes: maxBytes), at: date)
        } catch .absent where absenceIsEmpty {
            state.withLock { state in
                let isNews = state.seen != nil
                (state.seen, state.digest, state.reported) = (nil, [], nil)
                if isNews { state.replace(with: empty) }
            }
        } catch {
            state.withLock { ($0.seen, $0.digest) = (nil, []) }
            tell("\(path) \(error)")
        }
    }

    private func take(_ file: SecretFileText, at date: Int) {
        let digest = SHA256Digest.digest(of: file.text)
        let isKnown = state.withLock { state in
            let isKnown = state.digest == digest
            (state.seen, state.digest) = (file.state, digest)
            state.isSettled = file.state.isSettled(at: date)
            return isKnown
        }
        guard !isKnown else { return }
        let parsed = parse(file.text)
        guard let first = parsed.problems.first else {
            state.withLock { state in
                state.replace(with: parsed.content)
                state.reported = nil
            }
            return
        }
        let isFirst = state.withLock { state in
            guard state.reading.generation == 0 else { return false }
            state.replace(with: parsed.content)
            return true
        }
        let others = parsed.problems.count - 1
        tell(
            (first.line.map { "\(path):\($0): \(first.problem)" } ?? "\(path) \(first.problem)")
                + (others > 0 ? "; \(others) more lines are wrong" : "")
                + (isFirst ? "; the other lines count" : "; what was known before still counts")
        )
    }

    private func tell(_ problem: String) {
        let isNews = state.withLock { exchange(&$0.reported, with: problem) != problem }
        if isNews { report(problem) }
    }
}
