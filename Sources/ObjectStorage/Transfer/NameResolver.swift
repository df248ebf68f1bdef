internal import Execution
internal import Glibc
internal import Synchronization

/// Finds addresses on threads of its own: a name server that does not answer must not hold up the transfers.
///
/// Answers are kept for half a minute, the time after which storage providers want clients to look again. When a name
/// cannot be found any more, the last known addresses stay in use.
final class NameResolver: Sendable {
    /// What is known of a name at this moment.
    enum Answer {
        /// Numeric, IPv6 in brackets.
        case addresses([String])
        /// The resolver is at it and will call back.
        case pending
        case failed(String)
    }

    /// Finds a name's addresses, or says why not; it may block.
    typealias Lookup = @Sendable (String) -> Result<[String], LookupFailure>

    struct LookupFailure: Error {
        let cause: String
    }

    private struct Entry {
        var addresses: [String] = []
        var failure: String?
        var expires = Deadline.now
        var isQueued = false
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var queue: [String] = []
        var isClosed = false
    }

    private static let secondsKept = 30.0
    private static let secondsFailureKept = 3.0
    private static let threadCount = 2

    private let state = Monitor(State())
    private let threads: Mutex<[WorkerThread]>

    /// `found`: called on a resolver thread whenever a name's answer is there.
    init(lookup: @escaping Lookup, found: @escaping @Sendable (String) -> Void) {
        threads = Mutex([])
        let started = (0..<Self.threadCount).map { index in
            WorkerThread(name: "resolver-\(index)") { [state] in
                while let name = Self.next(state) {
                    Self.settle(name, lookup(name), state)
                    found(name)
                }
            }
        }
        threads.withLock { $0 = started }
    }

    deinit {
        state.update { $0.isClosed = true }
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// What is known of `name`; begins to look when that is nothing, or old.
    func answer(for name: String) -> Answer {
        state.update { state in
            var entry = state.entries[name] ?? Entry()
            if entry.expires.hasPassed, !entry.isQueued {
                entry.isQueued = true
                state.queue.append(name)
            }
            state.entries[name] = entry
            if !entry.addresses.isEmpty { return .addresses(entry.addresses) }
            if let failure = entry.failure, !entry.isQueued { return .failed(failure) }
            return .pending
        }
    }

    private static func next(_ state: Monitor<State>) -> String? {
        while true {
            let name = state.wait(until: .after(seconds: 3600)) { state -> String?? in
                if state.isClosed { return .some(nil) }
                return state.queue.isEmpty ? nil : .some(state.queue.removeFirst())
            }
            if let name { return name }
        }
    }

    private static func settle(
        _ name: String,
        _ result: Result<[String], LookupFailure>,
        _ state: Monitor<State>
    ) {
        state.update { state in
            var entry = state.entries[name] ?? Entry()
            entry.isQueued = false
            switch result {
            case .success(let addresses) where !addresses.isEmpty:
                entry.addresses = addresses
                entry.failure = nil
                entry.expires = .after(seconds: secondsKept)
            case .success: entry.failure = "the host has no address"
            case .failure(let failure): entry.failure = failure.cause
            }
            if entry.failure != nil { entry.expires = .after(seconds: secondsFailureKept) }
            state.entries[name] = entry
        }
    }

    /// 169.254.0.0/16 and fe80::/10: where metadata servers are, and no store.
    static func isLinkLocal(_ address: String) -> Bool {
        let text = address.lowercased()
        let isIPv6 = ["[fe8", "[fe9", "[fea", "[feb", "[::ffff:169.254."].contains { text.hasPrefix($0) }
        return text.hasPrefix("169.254.") || isIPv6
    }

    /// The system's own resolver.
    static let system: Lookup = { name in
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(name, nil, &hints, &list)
        guard result == 0 else {
            return .failure(LookupFailure(cause: String(cString: gai_strerror(result))))
        }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            if let text = numeric(entry.pointee), !addresses.contains(text) { addresses.append(text) }
            next = entry.pointee.ai_next
        }
        return .success(addresses.shuffled())
    }

    private static func numeric(_ entry: addrinfo) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = getnameinfo(
            entry.ai_addr,
            entry.ai_addrlen,
            &text,
            socklen_t(text.count),
            nil,
            0,
            NI_NUMERICHOST
        )
        guard result == 0 else { return nil }
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return entry.ai_family == AF_INET6 ? "[\(address)]" : address
    }
}

extension HTTPLocation {
    /// True when the host is an address already.
    var isNumeric: Bool {
        host.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }
    }
}
