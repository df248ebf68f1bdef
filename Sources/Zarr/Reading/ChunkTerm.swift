package import Execution

/// For how long what was read of a store is believed.
///
/// Objects of a plain store may change beneath the same metadata: a chunk, the index of a shard and their absence are
/// looked at again once they were last looked at so long before a request came. So workers that see a change at different
/// moments tell the same again after that time.
package struct ChunkTerm: Sendable {
    /// Nil for ever.
    let seconds: Double?
    let now: @Sendable () -> Deadline

    /// What is read never changes: snapshots, and what one command looks at.
    static let forever = ChunkTerm(seconds: nil, now: { .now })

    /// `now`: the clock, on which the arrivals of requests are too.
    package static func seconds(_ seconds: Double, now: @escaping @Sendable () -> Deadline = { .now })
        -> ChunkTerm
    {
        ChunkTerm(seconds: seconds, now: now)
    }

    /// What was looked at then or later is believed by a request.
    func begin(for context: WorkContext) -> Deadline {
        seconds.map { context.arrivedAt.earlier(bySeconds: $0) } ?? Deadline(nanoseconds: 0)
    }
}
