internal import Glibc
internal import Synchronization

/// Programs that tests start.
package final class Command: Sendable {
    private let process: pid_t

    /// Starts a program and lets it run; `stop` or the end of this object ends it.
    package init?(_ words: [String]) {
        guard let process = Self.spawn(words) else { return nil }
        self.process = process
    }

    /// Ends the program with this process too, for one that stands in a constant and never goes.
    package func endWithProcess() {
        Self.lasting.withLock { lasting in
            if lasting.isEmpty {
                atexit { for process in Command.lasting.withLock({ $0 }) { kill(process, SIGKILL) } }
            }
            lasting.append(process)
        }
    }

    private static let lasting = Mutex<[pid_t]>([])

    deinit {
        // Not SIGTERM: threads of a test runner block it, and what they start inherits that.
        kill(process, SIGKILL)
        Self.wait(for: process)
    }

    /// Runs a program to its end; its exit status, or nil when it cannot be started.
    package static func run(_ words: [String]) -> Int32? {
        spawn(words).map(wait)
    }

    @discardableResult
    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return (status >> 8) & 0xFF
    }

    private static func spawn(_ words: [String]) -> pid_t? {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        let result = posix_spawnp(&process, words.first ?? "", nil, nil, &arguments, environ)
        return result == 0 ? process : nil
    }
}
