internal import Execution
internal import ObjectStorage
internal import Synchronization

/// A file that others change while it is used: it is looked at each second at most, and read again when it was changed.
///
/// What counts is what stands in it now, whatever a process has read before: of a file that is wrong in some lines the others, of
/// one that cannot be read nothing. Only while a change is younger than two seconds, which may be half of one, and at the first look
/// that does not find it, the content before still counts. What is wrong is reported once.
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
        /// At the last look it could not be read.
        var isLost = false
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
            state.withLock { state in
                (state.seen, state.digest) = (nil, [])
                if exchange(&state.isLost, with: true), state.reading.generation > 0 {
                    state.replace(with: empty)
                }
            }
            tell("\(path) \(error)")
        }
    }

    private func take(_ file: SecretFileText, at date: Int) {
        let digest = SHA256Digest.digest(of: file.text)
        let isSettled = file.state.isSettled(at: date)
        let isKnown = state.withLock { state in
            (state.seen, state.isSettled, state.isLost) = (file.state, isSettled, false)
            return state.digest == digest
        }
        guard !isKnown else { return }
        let parsed = parse(file.text)
        let problem = parsed.problems.first.map { text(of: $0, others: parsed.problems.count - 1) }
        let isTaken = state.withLock { state in
            // The other half may be on its way, for those who have something to go on with.
            guard problem == nil || isSettled || state.reading.generation == 0 else { return false }
            state.digest = digest
            state.replace(with: parsed.content)
            if problem == nil { state.reported = nil }
            return true
        }
        if isTaken, let problem { tell(problem) }
    }

    private func text(of first: LineProblem, others: Int) -> String {
        guard let line = first.line else { return "\(path) \(first.problem)" }
        return "\(path):\(line): \(first.problem)"
            + (others > 0 ? "; \(others) more lines are wrong" : "") + "; the other lines count"
    }

    private func tell(_ problem: String) {
        let isNews = state.withLock { exchange(&$0.reported, with: problem) != problem }
        if isNews { report(problem) }
    }
}
