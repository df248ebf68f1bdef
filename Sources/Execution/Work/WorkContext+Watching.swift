internal import Synchronization

/// An observer of whether a piece of work goes on, or does nothing but wait.
package protocol WorkWatcher: AnyObject, Sendable {
    /// Of the threads that are at the work so many more are busy.
    func change(busy difference: Int)
}

extension WorkContext {
    /// Tells `watcher` of `body`, in which this thread is busy but where it says that it waits.
    package func watched<Result>(
        by watcher: any WorkWatcher,
        _ body: () throws -> Result
    ) rethrows -> Result {
        watchers.withLock { $0.append(watcher) }
        watcher.change(busy: 1)
        defer {
            watcher.change(busy: -1)
            watchers.withLock { _ = $0.removeLast() }
        }
        return try body()
    }

    /// Runs `body`, in which this thread does nothing but wait for what others bring.
    package func idle<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result
    {
        try changing(busy: -1, body)
    }

    /// Runs `body` on a thread that works beside the one that began.
    package func busy<Result>(_ body: () -> Result) -> Result {
        changing(busy: 1, body)
    }

    private func changing<Result, Failure: Error>(
        busy difference: Int,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let told = watchers.withLock { $0 }
        for watcher in told { watcher.change(busy: difference) }
        defer { for watcher in told { watcher.change(busy: -difference) } }
        return try body()
    }
}
