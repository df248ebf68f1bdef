internal import Synchronization

/// What a request has cost: nanoseconds by phase, counts, and facts for its log line.
package final class Measurements: Sendable {
    /// The parts of a request's time that clients see in `Server-Timing`; `queue` is waiting for memory that others have.
    package enum Phase: Int, CaseIterable, Sendable {
        case queue, plan, fetch, decode, render

        package var name: String {
            switch self {
            case .queue: "queue"
            case .plan: "plan"
            case .fetch: "fetch"
            case .decode: "decode"
            case .render: "render"
            }
        }
    }

    /// Things that are counted rather than timed.
    package enum Counter: Int, CaseIterable, Sendable {
        /// Objects, or ranges of objects, asked of a store; bytes that it sent; chunks decoded, and the bytes that they were
        /// before, wherever those came from; chunks found decoded.
        case storeReads, storeBytes, chunksDecoded, encodedBytes, chunksCached
        /// Looks at what a ref names now; answers from an older state than it should be, because the store fails.
        case versionLookups, staleAnswers
        /// Descriptions of datasets that had to be made.
        case documentsMade
        /// Waits that were refused because what they were for is silent or keeps failing.
        case heldUp
        /// Refusals by a quota; dear work that took its turn, and that did not get one.
        case quotaRefusals, turnsTaken, turnsRefused

        package var name: String {
            switch self {
            case .storeReads: "store_reads"
            case .storeBytes: "store_bytes"
            case .chunksDecoded: "chunks_decoded"
            case .encodedBytes: "encoded_bytes"
            case .chunksCached: "chunks_cached"
            case .versionLookups: "version_lookups"
            case .staleAnswers: "stale_answers"
            case .documentsMade: "documents_made"
            case .heldUp: "held_up"
            case .quotaRefusals: "quota_refusals"
            case .turnsTaken: "turns_taken"
            case .turnsRefused: "turns_refused"
            }
        }
    }

    private struct Content {
        var nanoseconds = [UInt64](repeating: 0, count: Phase.allCases.count)
        var counts = [Int](repeating: 0, count: Counter.allCases.count)
        var facts: [(name: String, value: String)] = []
        var helperNanoseconds: UInt64 = 0
    }

    /// More facts than these say nothing new about one request.
    private static let maxFacts = 16
    private static let maxFactsOfOneName = 4

    private let content = Mutex(Content())

    package init() {}

    package func add(nanoseconds: UInt64, to phase: Phase) {
        content.withLock { $0.nanoseconds[phase.rawValue] &+= nanoseconds }
    }

    /// Processor time of other threads than the request's own.
    package func add(helperNanoseconds: UInt64) {
        content.withLock { $0.helperNanoseconds &+= helperNanoseconds }
    }

    package var helperNanoseconds: UInt64 { content.withLock { $0.helperNanoseconds } }

    package func add(_ count: Int = 1, to counter: Counter) {
        content.withLock { $0.counts[counter.rawValue] &+= count }
    }

    /// Keeps a fact for the operator's log line: causes, keys and addresses that no client may see.
    package func note(_ name: String, _ value: String) {
        content.withLock { content in
            // Many chunks may fail alike: none of them keeps another fact from being told.
            let alike = content.facts.filter { $0.name == name }
            guard content.facts.count < Self.maxFacts, alike.count < Self.maxFactsOfOneName,
                !alike.contains(where: { $0.value == value })
            else { return }
            content.facts.append((name, value))
        }
    }

    /// Runs `body` and books its wall time to `phase`.
    package func measure<Result, Failure: Error>(
        _ phase: Phase,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = Deadline.now.nanoseconds
        defer { add(nanoseconds: Deadline.now.nanoseconds &- start, to: phase) }
        return try body()
    }

    package func nanoseconds(of phase: Phase) -> UInt64 {
        content.withLock { $0.nanoseconds[phase.rawValue] }
    }

    package func count(of counter: Counter) -> Int {
        content.withLock { $0.counts[counter.rawValue] }
    }

    package var facts: [(name: String, value: String)] {
        content.withLock { $0.facts }
    }
}
