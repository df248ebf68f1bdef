internal import CPlatform
internal import Execution

/// A request over which workers died.
struct SuspectedRequest: Equatable {
    let request: HeldRequest
    let deaths: Int
    /// Until when it is refused; in the past for one that may be tried.
    let refusedUntil: Deadline
}

extension WorkerBoard {
    // In front the number of notes; of each: deaths (0: free), the digest, refused until, the last death, the text's length,
    // the text.

    /// Requests over which workers died, at one time; beyond these the one of the oldest death is forgotten.
    static let refusals = 64
    static let refusalWords = 5 + textBytes / 8

    /// A request is refused from its third death on: one may be chance, and what happens to be in hand beside a request that
    /// ends three workers in a row (nginx gives it to three) dies with it twice.
    static let deathsUntilRefused = 3
    /// The first refusal is short, for one that was only beside the culprit; each further death doubles it.
    static let shortestRefusal = 30.0
    static let longestRefusal = 3600.0
    /// Deaths that lie further back than this are forgotten.
    private static let memorySeconds = 7200.0

    /// Counts one more death over a request; how often, and until when it is refused.
    @discardableResult
    func addDeath(over request: HeldRequest, at now: Deadline) -> SuspectedRequest? {
        withRefusals { count, notes in
            let index = Self.index(of: request.digest, in: notes) ?? Self.free(in: notes)
            let note = notes + index * Self.refusalWords
            let isKnown = note[0] != 0 && note[1] == request.digest
            if note[0] == 0 { count.pointee += 1 }
            let deaths = isKnown ? Int(clamping: note[0]) + 1 : 1
            let until = Self.refusal(after: deaths).map { now.later(bySeconds: $0) } ?? now
            note[0] = UInt64(deaths)
            note[1] = request.digest
            note[2] = until.nanoseconds
            note[3] = now.nanoseconds
            note[4] = Self.write(request.text, to: note + 5)
            return SuspectedRequest(request: request, deaths: deaths, refusedUntil: until)
        }
    }

    /// For how long a request is refused after so many deaths; nil for not at all.
    static func refusal(after deaths: Int) -> Double? {
        guard deaths >= deathsUntilRefused else { return nil }
        let doublings = min(deaths - deathsUntilRefused, 20)
        return min(shortestRefusal * Double(1 << doublings), longestRefusal)
    }

    /// For how many more seconds a request is refused; nil for one that may be tried.
    func refusedSeconds(_ digest: UInt64, at now: Deadline) -> Double? {
        guard hasRefusals else { return nil }
        let until: UInt64? = withRefusals { _, notes in
            Self.index(of: digest, in: notes).map { notes[$0 * Self.refusalWords + 2] } ?? 0
        }
        guard let until, until > now.nanoseconds else { return nil }
        return Double(until - now.nanoseconds) / 1e9
    }

    /// Forgets the deaths over a request that was answered after all.
    func forgive(_ digest: UInt64) {
        guard hasRefusals else { return }
        withRefusals { count, notes in
            guard let index = Self.index(of: digest, in: notes) else { return }
            notes[index * Self.refusalWords] = 0
            count.pointee &-= 1
        }
    }

    /// All requests over which workers died lately.
    func suspectedRequests(at now: Deadline) -> [SuspectedRequest] {
        guard hasRefusals else { return [] }
        return withRefusals { _, notes in
            (0..<Self.refusals).compactMap { index in
                let note = notes + index * Self.refusalWords
                let last = Deadline(nanoseconds: note[3])
                guard note[0] != 0, last.later(bySeconds: Self.memorySeconds) > now else { return nil }
                return SuspectedRequest(
                    request: HeldRequest(digest: note[1], text: Self.text(at: note + 5, bytes: note[4])),
                    deaths: Int(clamping: note[0]),
                    refusedUntil: Deadline(nanoseconds: note[2])
                )
            }
        } ?? []
    }

    /// Forgets all: for a new configuration.
    func removeRefusals() {
        withRefusals { count, notes in
            for index in 0..<Self.refusals { notes[index * Self.refusalWords] = 0 }
            count.pointee = 0
        }
    }

    /// Whether there are any, without the lock: nearly always there is none.
    private var hasRefusals: Bool { sluice_counter_read(memory.start + Self.refusalsOffset) != 0 }

    private static func index(of digest: UInt64, in notes: UnsafeMutablePointer<UInt64>) -> Int? {
        (0..<refusals).first { notes[$0 * refusalWords] != 0 && notes[$0 * refusalWords + 1] == digest }
    }

    /// A free note, else that of the oldest death.
    private static func free(in notes: UnsafeMutablePointer<UInt64>) -> Int {
        func age(_ index: Int) -> UInt64 {
            notes[index * refusalWords] == 0 ? 0 : notes[index * refusalWords + 3]
        }
        return (0..<refusals).min { age($0) < age($1) } ?? 0
    }

    @discardableResult
    private func withRefusals<Result>(
        _ body: (_ count: UnsafeMutablePointer<UInt64>, _ notes: UnsafeMutablePointer<UInt64>) -> Result
    ) -> Result? {
        let words = memory.words(at: Self.refusalsOffset, count: 1 + Self.refusals * Self.refusalWords)
        return memory.locked(at: Self.refusalsLock) { isHalfWritten in
            // What a dying process left half written says nothing.
            if isHalfWritten { words.update(repeating: 0) }
            guard let base = words.baseAddress else { preconditionFailure("words at an address") }
            return body(base, base + 1)
        }
    }
}
