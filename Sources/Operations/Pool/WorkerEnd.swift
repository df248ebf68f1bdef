internal import Glibc

/// How a worker ended, as wait(2) tells it.
struct WorkerEnd: Equatable {
    /// Signals that a process brings upon itself.
    private static let faults = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS]

    private let status: Int32

    init(status: Int32) {
        self.status = status
    }

    private var signal: Int32 { status & 0x7F }

    var cause: String { signal == 0 ? "exit \((status >> 8) & 0xFF)" : "signal \(signal)" }

    /// Whether somebody asked it to end, and it did: a SIGTERM from outside, which it follows once it can.
    var wasAskedFor: Bool { status == 0 || signal == SIGTERM || signal == SIGQUIT }

    /// Whether it read memory that is not there, as behind the end of a file that was cut, or on a disk that fails.
    var wasFaultOfMemory: Bool { signal == SIGBUS || signal == SIGSEGV }

    /// Whether it ended by what it was doing: it trapped, or the system took it for want of memory.
    ///
    /// A SIGKILL or SIGTERM from outside says nothing of what it was at. `wasOutOfMemory` is asked only where it matters.
    func isOwnDoing(wasOutOfMemory: () -> Bool) -> Bool {
        signal == SIGKILL ? wasOutOfMemory() : Self.faults.contains(signal)
    }
}

/// How many processes the kernel has killed for want of memory: of this control group where it counts them, else of the
/// whole host.
struct MemoryKills {
    private static let maxBytes = 1 << 16

    /// Texts of lines `oom_kill N`; the first that has one counts.
    private let files: [String]
    private var known: Int?

    /// The group's counter first, then the host's.
    init() {
        let group = Self.ownGroup().map { ["\($0)/memory.events"] } ?? []
        self.init(files: group + ["/proc/vmstat"])
    }

    init(files: [String]) {
        self.files = files
        known = count
    }

    /// Whether there were any since the last call.
    mutating func haveGrown() -> Bool {
        guard let now = count else { return false }
        defer { known = now }
        return now > (known ?? now)
    }

    private var count: Int? { files.lazy.compactMap(Self.count).first }

    private static func count(in file: String) -> Int? {
        guard let text = SmallFile.text(at: file, maxBytes: maxBytes) else { return nil }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "oom_kill" { return Int(words[1]) }
        }
        return nil
    }

    /// The folder of the control group (version 2) that this process is in.
    private static func ownGroup() -> String? {
        guard let text = SmallFile.text(at: "/proc/self/cgroup", maxBytes: maxBytes),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
        else { return nil }
        return "/sys/fs/cgroup" + line.dropFirst("0::".count)
    }
}
