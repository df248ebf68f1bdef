internal import CPlatform
internal import Glibc

/// What signals mean to the processes of a server.
///
/// A supervisor ends gently on SIGTERM, SIGINT and SIGQUIT and reloads on SIGHUP; a worker finishes what it has in hand
/// and ends on SIGTERM and SIGQUIT. SIGTSTP pauses a supervisor, as SIGSTOP does. Faults, and SIGABRT and SIGXCPU, end
/// either at once. Everything else, whoever sends it, does nothing.
enum ProcessSignals {
    /// Their default action is the right one.
    private static let ownActions: Set<Int32> = [
        SIGKILL, SIGSTOP, SIGCONT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGXCPU,
    ]
    static let ofSupervisor = [SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGHUP]
    static let ofWorker = [SIGTERM, SIGQUIT]
    /// Interrupts threads of a worker that let it in.
    private static let interrupt = SIGUSR2
    private static let last: Int32 = 64

    /// Signals that a process leaves alone, but for those that it waits for and SIGTSTP.
    private static let others = (1...last).filter { !ownActions.contains($0) && $0 != SIGTSTP }

    /// Keeps all signals with a meaning or none waiting until `take`: what comes while a process starts must not end it.
    ///
    /// - Returns: what was blocked before.
    static func hold() -> sigset_t {
        var set = set(of: others + [SIGTSTP])
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &before)
        return before
    }

    /// Lets signals mean what they did before `hold`.
    static func release(_ before: sigset_t) {
        var before = before
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Blocks what a supervisor waits for, whatever it inherited, and ignores the rest; call it before any thread starts.
    ///
    /// - Returns: a descriptor that is readable while one of the signals waits.
    static func takeForSupervisor() -> Int32 {
        signal(SIGTSTP, SIG_DFL)
        _ = take(waitingFor: ofSupervisor, keepingOut: [])
        return sluice_signal_descriptor(ofSupervisor, Int32(ofSupervisor.count))
    }

    /// The next signal that waits at such a descriptor; nil for none.
    static func next(_ descriptor: Int32) -> Int32? {
        let signal = sluice_next_signal(descriptor)
        return signal > 0 ? signal : nil
    }

    /// The same for a worker; a stopped one would only be replaced.
    static func takeForWorker() -> sigset_t {
        signal(SIGTSTP, SIG_IGN)
        return take(waitingFor: ofWorker, keepingOut: [interrupt])
    }

    private static func take(waitingFor wanted: [Int32], keepingOut kept: [Int32]) -> sigset_t {
        for number in others where !wanted.contains(number) { signal(number, SIG_IGN) }
        // Whoever started this process may have left them ignored; of SIGCHLD that would hide how children end.
        for number in wanted + [SIGCHLD, SIGABRT, SIGXCPU] { signal(number, SIG_DFL) }
        var blocked = set(of: wanted + kept)
        // What was ignored while it waited is gone; the others are let in.
        pthread_sigmask(SIG_SETMASK, &blocked, nil)
        return set(of: wanted)
    }

    private static func set(of numbers: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        return set
    }
}
