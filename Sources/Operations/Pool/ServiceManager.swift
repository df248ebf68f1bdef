internal import Execution
internal import Glibc

/// What a supervisor tells the service manager that started it (sd_notify(3)), if one wants to hear it.
///
/// A datagram that the manager does not take at once is lost: nothing waits for it.
struct ServiceManager {
    private let descriptor: Int32
    private let address: UnixAddress
    /// Seconds between two signs of life; half of what the manager waits for one.
    let watchdogSeconds: Double?
    private var nextSign = Deadline.now
    private var status = ""
    private(set) var isReady = false

    /// Nil where nobody listens.
    init?(_ environment: (String) -> String? = Environment.value) {
        guard let name = environment("NOTIFY_SOCKET"), name.hasPrefix("/") || name.hasPrefix("@"),
            let address = UnixAddress(name: name)
        else { return nil }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.address = address
        watchdogSeconds = Self.watchdogSeconds(environment)
    }

    /// Of `WATCHDOG_USEC`, unless `WATCHDOG_PID` says that it is another process's (sd_watchdog_enabled(3)).
    static func watchdogSeconds(_ environment: (String) -> String?) -> Double? {
        if let process = environment("WATCHDOG_PID"), process != String(getpid()) { return nil }
        guard let text = environment("WATCHDOG_USEC"), let microseconds = UInt64(text), microseconds > 0
        else {
            return nil
        }
        return Double(microseconds) / 2e6
    }

    /// The pool answers, for the first time or after a reload.
    mutating func ready(_ status: String) {
        isReady = true
        self.status = status
        send("READY=1\nSTATUS=\(Self.line(status))")
    }

    /// A new configuration was found right and is being taken over.
    mutating func reloading() {
        isReady = false
        send("RELOADING=1\nMONOTONIC_USEC=\(Deadline.now.nanoseconds / 1000)")
    }

    func stopping() { send("STOPPING=1\nSTATUS=requests in hand are finished") }

    /// Says how the pool does, where that is news.
    mutating func tell(_ status: String) {
        guard status != self.status else { return }
        self.status = status
        send("STATUS=\(Self.line(status))")
    }

    /// A sign of life, where it is time for one; call it from the loop that does the work.
    mutating func showLife() {
        guard let watchdogSeconds, nextSign.hasPassed else { return }
        nextSign = .after(seconds: watchdogSeconds)
        send("WATCHDOG=1")
    }

    /// A message is lines: a text must be one.
    private static func line(_ text: String) -> String {
        String(text.prefix(400).map { $0.isNewline ? " " : $0 })
    }

    private func send(_ message: String) {
        // A connection of its own each time: the manager may have made its socket anew.
        guard address.connect(descriptor) else { return }
        var message = message
        message.withUTF8 { bytes in
            _ = Glibc.send(
                descriptor,
                bytes.baseAddress,
                bytes.count,
                Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
            )
        }
    }
}
