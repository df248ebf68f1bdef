internal import CPlatform
internal import Execution
internal import Glibc

/// What a program printed, run without a shell, without input and with none of this process's descriptors.
struct ProgramOutput {
    let bytes: [UInt8]
    /// Its exit status; 128 and the signal's number if one ended it.
    let status: Int32

    struct Failure: Error {
        /// What it did not do, such as `did not end in time`.
        let problem: String
    }

    /// Runs `words` to the end; a program that prints too much or takes too long is killed, with all that it started.
    static func of(_ words: [String], most: Int, until deadline: Deadline) throws(Failure) -> ProgramOutput {
        var output: Int32 = -1
        guard let process = start(words, &output) else { throw Failure(problem: "cannot be run") }
        defer { close(output) }
        let bytes = read(output, most: most, until: deadline)
        // Not waited for with a deadline: it is dead, or has closed its output and is killed if it lingers.
        let status = wait(for: process, isDone: bytes != nil, until: deadline)
        guard let bytes else {
            throw Failure(problem: "did not end in time, or printed more than \(most) bytes")
        }
        return ProgramOutput(bytes: bytes, status: status)
    }

    private static func start(_ words: [String], _ output: inout Int32) -> pid_t? {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { arguments.forEach { free($0) } }
        let process = sluice_start_program(&arguments, &output)
        return process > 0 ? process : nil
    }

    /// All that comes until the other end is closed; nil when it is too much or takes too long.
    private static func read(_ descriptor: Int32, most: Int, until deadline: Deadline) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while !deadline.hasPassed {
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let milliseconds = Int32(min(deadline.remainingSeconds, 1) * 1000) + 1
            guard poll(&event, 1, milliseconds) > 0 else { continue }
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += piece.prefix(count)
            if bytes.count > most { return nil }
        }
        return nil
    }

    private static func wait(for process: pid_t, isDone: Bool, until deadline: Deadline) -> Int32 {
        if !isDone { kill(-process, SIGKILL) }
        var status: Int32 = 0
        var isKilled = !isDone
        while true {
            let ended = waitpid(process, &status, isKilled ? 0 : WNOHANG)
            if ended == process { return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F }
            if ended < 0, errno != EINTR { return 127 }
            guard !isKilled, ended == 0 else { continue }
            if deadline.hasPassed {
                kill(-process, SIGKILL)
                isKilled = true
            } else {
                poll(nil, 0, 2)
            }
        }
    }
}
