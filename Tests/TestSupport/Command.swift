internal import Glibc
internal import Synchronization

/// Programs that tests start.
package final class Command: Sendable {
    private let process: pid_t

    /// Starts a program and lets it run; the end of this object ends it, or the end of this process for one in a constant.
    ///
    /// What it prints is lost: who reads what this process prints must not have to wait for the end of others.
    package init?(_ words: [String]) {
        guard let process = Self.spawn(words, isSilent: true) else { return nil }
        self.process = process
        Self.running.withLock { running in
            if running == nil {
                atexit { for process in Command.running.withLock({ $0 ?? [] }) { kill(process, SIGKILL) } }
            }
            running = (running ?? []).union([process])
        }
    }

    /// Programs that were started and not ended; nil before the first.
    private static let running = Mutex<Set<pid_t>?>(nil)

    deinit {
        // Not SIGTERM: threads of a test runner block it, and what they start inherits that.
        kill(process, SIGKILL)
        Self.running.withLock { _ = $0?.remove(process) }
        Self.wait(for: process)
    }

    /// Runs a program to its end; its exit status as a shell tells it, 128 and the signal of one that was killed, or nil when it cannot be started.
    package static func run(_ words: [String]) -> Int32? {
        spawn(words, isSilent: false).map(wait)
    }

    @discardableResult
    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private static func spawn(_ words: [String], isSilent: Bool) -> pid_t? {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in isSilent ? [STDOUT_FILENO, STDERR_FILENO] : [] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var process = pid_t()
        let result = posix_spawnp(&process, words.first ?? "", &actions, nil, &arguments, environ)
        return result == 0 ? process : nil
    }
}
