internal import Synchronization

/// Contexts that wait for the next picture: the one given back last is taken first, since its memory is still in the
/// processor's caches.
///
/// There are as many as pictures were made at once, not as many as there are threads.
final class RenderContextPool: Sendable {
    /// Safe though unchecked: a context waits here only while no picture uses it: `take` removes it under the lock, and its
    /// taker gives it back when its picture is done.
    private struct Idle: @unchecked Sendable {
        let context: RenderContext
    }

    /// More than any host draws at once: a context keeps up to 1.3 MiB.
    private static let maxKept = 64

    private let idle = Mutex<[Idle]>([])

    func take() -> RenderContext {
        idle.withLock { $0.popLast() }?.context ?? RenderContext()
    }

    func giveBack(_ context: RenderContext) {
        let one = Idle(context: context)
        idle.withLock { idle in
            if idle.count < Self.maxKept { idle.append(one) }
        }
    }

    /// How many wait.
    var count: Int { idle.withLock { $0.count } }
}
