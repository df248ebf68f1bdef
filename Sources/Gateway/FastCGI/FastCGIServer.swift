internal import Execution
internal import CFastCGI
internal import Glibc
internal import Synchronization

/// Answers requests from nginx on a few sockets, each with threads of its own.
///
/// A thread accepts, works and writes; there is no queue but the kernel's. All threads accept without a lock among them:
/// libfcgi is safe that way as long as every thread has its own request.
package final class FastCGIServer: Sendable {
    /// What every request of this server has in common.
    package struct Settings: Sendable {
        package var gate: Gate
        package var publicOrigin: PublicOrigin?
        /// Longer bodies are refused unread.
        package var maxBodyBytes = 1 << 20
        /// Where requests are counted, if anywhere.
        package var metrics: RequestMetrics?
        /// Is told, once for each, of names under which clients come and that no link can use, because nginx does not
        /// list them and there is no public address.
        package var unlistedHosts = UnlistedHosts()
        /// Where threads write down what they have in hand, if anywhere.
        package var board: (any RequestBoard)?

        package init(gate: Gate, publicOrigin: PublicOrigin? = nil) {
            self.gate = gate
            self.publicOrigin = publicOrigin
        }
    }

    /// Between two signals to threads that wait in `accept`: one that comes just before the call is lost.
    private static let signalSeconds = 0.02
    /// What was cancelled ends at its next check, and then waits for its peer to close.
    private static let cancelledSeconds = 3.0
    /// Milliseconds for which libfcgi waits, before it closes a connection, for nginx to close its end: nginx does so at
    /// once, and data under way in a unix socket survive the closing.
    private static let closingMilliseconds = "200"

    private let responders: [FastCGIResponder]
    private let threads: [WorkerThread]
    let stopping: StopFlag

    /// Starts all threads; the process must have blocked the signals that its main thread waits for.
    package init(groups: [ListenGroup], dispatcher: Dispatcher, settings: Settings, log: RequestLog) {
        Self.prepareProcess()
        let stopping = StopFlag()
        let all = groups.enumerated().flatMap { index, group in
            repeatElement((index: index, group: group), count: max(group.threads, 1))
        }
        responders = all.enumerated().map { thread, place in
            FastCGIResponder(
                group: place.group,
                numbers: (thread, place.index),
                dispatcher: dispatcher,
                settings: settings,
                log: log,
                stopping: stopping
            )
        }
        threads = responders.enumerated().map { index, responder in
            WorkerThread(name: "\(responder.group.name.prefix(11))-\(index)") { responder.run() }
        }
        self.stopping = stopping
    }

    /// Accepts nothing more, lets requests in flight finish for `drainSeconds`, then cancels them.
    ///
    /// - Returns: false if some thread had to be left behind; the process should then just exit.
    package func stop(drainSeconds: Double) -> Bool {
        stopping.raise()
        if wait(seconds: drainSeconds) { return true }
        for responder in responders { responder.cancel() }
        return wait(seconds: Self.cancelledSeconds)
    }

    /// Whether threads do not come back: one that is past its request's deadline by `sendingSeconds`, which a slow reader
    /// cannot explain, or all of a group by `seconds`.
    package func hasLostThreads(after seconds: Double, sending sendingSeconds: Double) -> Bool {
        var groups: [String: (late: Int, all: Int)] = [:]
        for responder in responders {
            let overdue = responder.overdueSeconds
            if overdue > sendingSeconds { return true }
            groups[responder.group.name, default: (0, 0)].all += 1
            if overdue > seconds { groups[responder.group.name, default: (0, 0)].late += 1 }
        }
        return groups.values.contains { $0.late == $0.all }
    }

    /// Wakes threads out of `accept` again and again until all have ended.
    private func wait(seconds: Double) -> Bool {
        let end = Deadline.after(seconds: seconds)
        while true {
            var busy = false
            for (thread, responder) in zip(threads, responders) where !responder.hasEnded {
                busy = true
                if responder.isAccepting { thread.interrupt(signal: SIGUSR2) }
            }
            guard busy else { break }
            if end.hasPassed { return false }
            usleep(UInt32(Self.signalSeconds * 1e6))
        }
        for thread in threads { thread.join() }
        return true
    }

    /// SIGUSR2 only interrupts; SIGPIPE and SIGUSR1 do nothing.
    ///
    /// libfcgi's own handlers, by which SIGUSR1 and SIGTERM end `accept` for good, are in place once it is initialised,
    /// whatever was there before.
    private static func prepareProcess() {
        var terminating = sigaction()
        sigaction(SIGTERM, nil, &terminating)
        setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", closingMilliseconds, 0)
        FCGX_Init()
        sigaction(SIGTERM, &terminating, nil)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGUSR1, SIG_IGN)
        var interrupting = sigaction()
        interrupting.__sigaction_handler.sa_handler = { _ in }
        sigaction(SIGUSR2, &interrupting, nil)
    }
}

/// Raised once, when a worker is asked to stop.
final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isRaised: Bool { flag.load(ordering: .acquiring) }

    func raise() {
        flag.store(true, ordering: .releasing)
    }
}
