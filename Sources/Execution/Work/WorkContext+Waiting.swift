internal import Synchronization

extension WorkContext {
    /// What this request's thread waits for.
    struct Waiting {
        var subjects: [Bulkheads.Subject] = []
        /// Waits within waits are one.
        var depth = 0
        var ticket: UInt64?
        /// The person whose request it is.
        var principal: String?
        /// Who is counted as one, whatever it waits for.
        var asker: String?
    }

    /// Names what the request is about, until the next call: requests that wait for one name are counted together.
    package func concerns(_ name: String) {
        waiting.withLock { $0.subjects = [.own(name)] }
    }

    /// Names the person whose request it is; nil for a stranger.
    package func isFor(principal name: String?) {
        waiting.withLock { $0.principal = name }
    }

    /// What is read for what and whom, as far as it was said.
    package struct Reader: Sendable, Equatable {
        package var subject: String?
        package var principal: String?

        package init(subject: String? = nil, principal: String? = nil) {
            self.subject = subject
            self.principal = principal
        }
    }

    package var reader: Reader {
        waiting.withLock { waiting in
            guard case .own(let name)? = waiting.subjects.first else {
                return Reader(principal: waiting.principal)
            }
            return Reader(subject: name, principal: waiting.principal)
        }
    }

    /// Runs `body`, in which this thread waits for what others bring.
    ///
    /// - Throws: `heldUp`, also from `check` within `body`.
    package func waiting<Result>(_ body: () throws(Interruption) -> Result) throws(Interruption) -> Result {
        try beginWaiting(for: [])
        defer { endWaiting() }
        return try idle(body)
    }

    /// Runs `body`, in which this thread waits for what is read of `place`, and which says what came of it.
    package func reading<Result>(at place: String, _ body: (StoreReading?) throws -> Result) throws -> Result
    {
        guard let group else { return try body(nil) }
        let place = Bulkheads.Subject.shared(place)
        try beginWaiting(for: [place])
        defer { endWaiting() }
        let subjects = waiting.withLock { $0.subjects }
        let reading = StoreReading(group.bulkheads, subjects: subjects, place: place)
        defer { reading.end() }
        return try body(reading)
    }

    private func beginWaiting(for places: [Bulkheads.Subject]) throws(Interruption) {
        guard let group else { return }
        let (depth, subjects, asker) = waiting.withLock { waiting in
            waiting.depth += 1
            return (waiting.depth, waiting.subjects, waiting.asker)
        }
        guard depth == 1 else { return }
        do throws(Interruption) {
            let ticket = try group.bulkheads.enter(subjects + places, group, asker: asker)
            waiting.withLock { $0.ticket = ticket }
            isWaiting.store(ticket != nil, ordering: .relaxed)
        } catch {
            waiting.withLock { $0.depth -= 1 }
            measurements.add(to: .heldUp)
            throw error
        }
    }

    private func endWaiting() {
        guard let group else { return }
        let ticket = waiting.withLock { waiting -> UInt64? in
            waiting.depth -= 1
            return waiting.depth == 0 ? exchange(&waiting.ticket, with: nil) : nil
        }
        guard let ticket else { return }
        isWaiting.store(false, ordering: .relaxed)
        group.bulkheads.leave(ticket)
    }

    var mayWait: Bool {
        guard let group, let ticket = waiting.withLock({ $0.ticket }) else { return true }
        if group.bulkheads.mayStay(ticket, group) { return true }
        measurements.add(to: .heldUp)
        return false
    }
}
