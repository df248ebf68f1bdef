internal import CCurl
internal import Execution

/// The thread that moves bytes: takes orders, drives libcurl, and puts outcomes into their batches.
///
/// Everything here belongs to one thread; no call in it blocks but the one that waits for sockets.
final class TransferLoop {
    private let inbox: TransferInbox
    let options: TransferEngine.Options
    private let handles: EasyHandles
    let resolver: NameResolver
    let proxies: ProxyEnvironment
    private var hosts: [String: HostQueue] = [:]
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Transfers that wait before they are tried again.
    private var delayed: [(due: Deadline, transfer: Transfer)] = []
    private var left = OrphanedTransfers()
    private var nextSweep = Deadline.now

    /// The loop wakes at least so often, to see to hosts whose names are being looked up.
    private static let longestWaitMilliseconds = 1000.0
    /// The waiter, not libcurl, is the one to find that its time is up; this only catches transfers without a waiter.
    private static let secondsPastDeadline = 1.0
    private static let secondsBetweenSweeps = 1.0

    init(inbox: TransferInbox, options: TransferEngine.Options) {
        self.inbox = inbox
        self.options = options
        handles = EasyHandles(options: options)
        proxies = ProxyEnvironment(options.environment)
        resolver = NameResolver(lookup: options.lookup) { [inbox] in inbox.post(.resolved(host: $0)) }
        _ = sluice_curl_multi_set_long(inbox.multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHost)
        _ = sluice_curl_multi_set_long(inbox.multi, CURLMOPT_MAXCONNECTS, options.connectionsPerHost * 2)
    }

    /// Runs until the inbox is closed.
    func run() {
        while let messages = inbox.take() {
            messages.forEach(handle)
            sweep()
            releaseDelayed()
            startWaiting()
            var count: Int32 = 0
            curl_multi_perform(inbox.multi, &count)
            if finishEnded() { continue }
            curl_multi_poll(inbox.multi, nil, 0, waitMilliseconds, nil)
        }
        refuseAll()
    }

    /// The engine ends: tells all callers that still wait.
    private func refuseAll() {
        var rest = Array(running.values) + delayed.map(\.transfer)
        for easy in Array(running.keys) { stop(easy) }
        for name in Array(hosts.keys) {
            while let transfer = hosts[name]?.next() { rest.append(transfer) }
        }
        for claim in rest.flatMap(\.claims) {
            TransferInbox.Message.start(claim.order, claim.batch).refuse()
        }
    }

    private func handle(_ message: TransferInbox.Message) {
        switch message {
        case .start(let order, let batch):
            let claim = TransferClaim(order: order, batch: batch)
            if left.isEmpty || !left.take(claim) { enqueue(Transfer(claim)) }
        case .abandoned(let batch, let results):
            for case .outcome(let order, let outcome, _) in results {
                left.keep(outcome, for: TransferClaim(order: order, batch: batch))
            }
            let known = [Array(running.values), delayed.map(\.transfer), hosts.values.flatMap(\.transfers)]
            for transfer in known.joined() where transfer.isLeft { left.keep(transfer) }
            dropUnwanted()
        case .resolved: break
        }
    }

    /// Stops transfers without a waiter; one that still waits for a connection is dropped when its turn comes.
    private func dropUnwanted() {
        for (easy, transfer) in running where !transfer.isWanted {
            stop(easy)
            transfer.isOver = true
        }
        for entry in delayed where !entry.transfer.isWanted { entry.transfer.isOver = true }
        delayed.removeAll { $0.transfer.isOver }
    }

    /// Ends from time to time what should have ended: transfers left to waiters that have gone, and overdue ones.
    private func sweep() {
        guard nextSweep.hasPassed else { return }
        nextSweep = .after(seconds: Self.secondsBetweenSweeps)
        if !left.isEmpty {
            dropUnwanted()
            left.tidy()
        }
        let limit = Deadline.now.earlier(bySeconds: Self.secondsPastDeadline)
        for (easy, transfer) in running {
            guard let deadline = transfer.deadline, deadline < limit, !transfer.isLeft else { continue }
            stop(easy)
            settle(transfer, .failed(.timedOut(key: transfer.order.request.key)))
        }
    }

    private func enqueue(_ transfer: Transfer) {
        hosts[transfer.order.location.origin, default: HostQueue()].append(transfer)
    }

    private func releaseDelayed() {
        guard !delayed.isEmpty else { return }
        let now = Deadline.now
        for entry in delayed where entry.due <= now { enqueue(entry.transfer) }
        delayed.removeAll { $0.due <= now }
    }

    /// Starts what waits, as far as connections and addresses allow.
    private func startWaiting() {
        for name in Array(hosts.keys) {
            guard var host = hosts[name], !host.isEmpty else { continue }
            while host.active < options.connectionsPerHost, let transfer = host.next() {
                let proxy = proxy(for: transfer.order)
                switch addresses(for: transfer.order, proxy, &host) {
                case .known(let entry):
                    host.budget.countRequest()
                    if start(transfer, resolving: entry, proxy: proxy) { host.active += 1 }
                    continue
                case .missing(let error):
                    settle(transfer, .failed(error(transfer.order.request.key)))
                    continue
                case .pending: host.append(transfer)
                }
                break
            }
            if host.isEmpty { host.resolvesBy = nil }
            hosts[name] = host
        }
    }

    private func start(_ transfer: Transfer, resolving entry: String?, proxy: Proxy?) -> Bool {
        transfer.beginAttempt()
        let route = EasyHandles.Route(proxy: proxy, resolving: entry)
        guard transfer.deadline?.hasPassed != true, let easy = handles.make(transfer, route) else {
            settle(transfer, .failed(.timedOut(key: transfer.order.request.key)))
            return false
        }
        let order = transfer.order
        order.counters.countGet()
        if transfer.attempts > 1 { order.counters.countRetry() }
        running[easy] = transfer
        curl_multi_add_handle(inbox.multi, easy)
        return true
    }

    /// Settles the transfers that libcurl has finished; true when there were any.
    private func finishEnded() -> Bool {
        var count: Int32 = 0
        var ended = false
        while let message = curl_multi_info_read(inbox.multi, &count) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
                continue
            }
            let result = sluice_curl_message_result(message)
            guard let transfer = stop(easy) else { continue }
            conclude(transfer, transfer.ending(result))
            ended = true
        }
        return ended
    }

    private func conclude(_ transfer: Transfer, _ ending: Transfer.Ending) {
        switch ending {
        case .outcome(let outcome): settle(transfer, outcome)
        case .moved: enqueue(transfer)
        case .renewal(let generation):
            transfer.isOver = true
            for claim in transfer.claims { claim.batch.put(.renewal(claim.order, generation: generation)) }
        case .relocation(let error):
            transfer.isOver = true
            for claim in transfer.claims { claim.batch.put(.relocation(claim.order, error: error)) }
        case .again(let cause, let error):
            let attempts = options.maxAttempts
            guard
                let pause = RetryPolicy.pause(
                    after: cause,
                    attempts: transfer.attempts,
                    maxAttempts: attempts
                ),
                case let due = Deadline.after(seconds: pause), transfer.deadline.map({ due < $0 }) ?? true,
                hosts[transfer.order.location.origin]?.budget.take() == true
            else { return settle(transfer, .failed(error)) }
            delayed.append((due, transfer))
        }
    }

    private func settle(_ transfer: Transfer, _ outcome: ObjectOutcome) {
        transfer.order.counters.count(outcome, received: transfer.received)
        transfer.isOver = true
        // One request has cost them: the first that still waits.
        var received = transfer.received
        for claim in transfer.claims {
            if claim.settle(outcome, of: transfer.order, received: received) {
                received = 0
            } else {
                left.keep(outcome, for: claim)
            }
        }
    }

    /// Takes a handle out of libcurl's hands; its connection stays for others if it can.
    @discardableResult
    private func stop(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        curl_multi_remove_handle(inbox.multi, easy)
        handles.giveBack(easy)
        guard let transfer = running.removeValue(forKey: easy) else { return nil }
        hosts[transfer.order.location.origin]?.active -= 1
        return transfer
    }

    private var waitMilliseconds: Int32 {
        let next = delayed.map(\.due.remainingSeconds).min() ?? .infinity
        return Int32(min(next * 1000, Self.longestWaitMilliseconds).rounded(.up))
    }
}
