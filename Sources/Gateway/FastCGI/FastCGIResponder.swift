internal import CFastCGI
internal import Execution
internal import Glibc
internal import Principals
internal import Synchronization

/// One thread's work: accept a request, answer it, write its log line, accept the next.
final class FastCGIResponder: Sendable {
    private enum State: Int { case accepting, answering, ended }

    /// A listening socket that gives errors (too many open files) is asked again after this.
    private static let pauseMicroseconds: UInt32 = 10_000

    let group: ListenGroup
    /// Of this thread and of its group, on the board.
    let numbers: (thread: Int, group: Int)
    private let dispatcher: Dispatcher
    let settings: FastCGIServer.Settings
    let reader: RequestReader
    private let log: RequestLog
    private let stopping: StopFlag
    private let state = Atomic<Int>(State.accepting.rawValue)
    private let current = Mutex<WorkContext?>(nil)

    init(
        group: ListenGroup,
        numbers: (thread: Int, group: Int),
        dispatcher: Dispatcher,
        settings: FastCGIServer.Settings,
        log: RequestLog,
        stopping: StopFlag
    ) {
        self.group = group
        self.numbers = numbers
        self.dispatcher = dispatcher
        self.settings = settings
        self.log = log
        self.stopping = stopping
        reader = RequestReader(gate: settings.gate, publicOrigin: settings.publicOrigin)
    }

    var isAccepting: Bool { state.load(ordering: .acquiring) == State.accepting.rawValue }
    var hasEnded: Bool { state.load(ordering: .acquiring) == State.ended.rawValue }

    /// For how long the request in hand is past its deadline; 0 when there is none.
    var overdueSeconds: Double {
        guard let deadline = current.withLock({ $0?.deadline }) else { return 0 }
        let now = Deadline.now
        return now > deadline ? Double(now.nanoseconds - deadline.nanoseconds) / 1e9 : 0
    }

    /// Ends the work on the request in hand at its next check.
    func cancel() {
        current.withLock { $0 }?.stop()
    }

    /// Returns when the worker stops.
    func run() {
        defer { state.store(State.ended.rawValue, ordering: .releasing) }
        let request = UnsafeMutablePointer<FCGX_Request>.allocate(capacity: 1)
        defer { request.deallocate() }
        settings.board?.adopt(thread: numbers.thread)
        guard FCGX_InitRequest(request, group.socket, FCGI_FAIL_ACCEPT_ON_INTR) == 0 else { return }
        while !stopping.isRaised {
            state.store(State.accepting.rawValue, ordering: .releasing)
            Self.letInterruptsIn(true)
            let result = FCGX_Accept_r(request)
            Self.letInterruptsIn(false)
            state.store(State.answering.rawValue, ordering: .releasing)
            if result == 0 {
                let forgiven = answer(request)
                end(request)
                settings.board?.end(thread: numbers.thread, group: numbers.group, forgiven: forgiven)
            } else if result != -EINTR {
                usleep(Self.pauseMicroseconds)
            }
        }
        FCGX_Free(request, 1)
    }

    /// Closes the connection: the answer has said itself that it ends, or has not because it is cut; and nginx asks to keep
    /// connections only to be told so: one kept would pin this thread.
    ///
    /// libfcgi first waits for nginx to close its end, so that nothing of a body comes upon a closed connection. A request
    /// without one is whole, and what is under way in a unix socket survives the closing: there is nothing to wait for.
    private func end(_ request: UnsafeMutablePointer<FCGX_Request>) {
        let isWhole = FCGX_GetParam("CONTENT_LENGTH", request.pointee.envp).map { $0.pointee == 0 } ?? true
        guard isWhole, Self.dropInput(of: request.pointee.ipcFd) else { return FCGX_Free(request, 1) }
        FCGX_Free(request, 0)
        close(request.pointee.ipcFd)
        request.pointee.ipcFd = -1
    }

    /// Takes what has come and was not read: closed over it, a socket would give its peer an error.
    ///
    /// False where there is more than the end of a request without a body.
    private static func dropInput(of descriptor: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { bytes in
            recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT)) < bytes.count
        }
    }

    /// The signal that ends `accept` must come through there, and nowhere else, whoever sends it.
    private static func letInterruptsIn(_ isWanted: Bool) {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGUSR2)
        pthread_sigmask(isWanted ? SIG_UNBLOCK : SIG_BLOCK, &set, nil)
    }

    /// - Returns: the digest of a request that was answered as it should be, where it is known.
    private func answer(_ connection: UnsafeMutablePointer<FCGX_Request>) -> UInt64? {
        let started = RequestClock()
        let parameters = FastCGIParameters(connection.pointee.envp)
        let waited = started.secondsSince(parameters[.received])
        settings.board?.begin(
            thread: numbers.thread,
            group: numbers.group,
            waitedNanoseconds: UInt64(waited * 1e9)
        )
        var digest: UInt64?
        let context = WorkContext(
            requestID: RequestReader.requestID(parameters),
            deadline: .after(seconds: group.deadlineSeconds - waited),
            connection: connection.pointee.ipcFd,
            priority: group.priority,
            group: group.bulkheads?.group(group.name, threads: group.threads)
        )
        current.withLock { $0 = context }
        defer { current.withLock { $0 = nil } }
        let transport = FastCGITransport(
            writer: RecordWriter(
                descriptor: connection.pointee.ipcFd,
                requestID: connection.pointee.requestId,
                context: context
            )
        )
        let question = AuthenticationQuestion(parameters)
        let answered: Answered
        do {
            try reader.checkGate(parameters)
            if let question {
                answered = dispatcher.serve(question, context: context, transport: transport)
            } else {
                guard waited < group.deadlineSeconds else { throw Overload.waitedTooLong }
                let request = try request(of: connection, parameters, context)
                digest = try hold(request, parameters)
                answered = dispatcher.serve(request, context: context, transport: transport)
            }
        } catch {
            answered = dispatcher.refuse(error, context: context, transport: transport)
        }
        // Of a question the request itself tells, unless something was refused.
        let isLogged = question == nil || !context.measurements.facts.isEmpty
        account(for: answered, parameters, context, started, waited, isLogged: isLogged)
        return (200..<500).contains(answered.status) && !answered.isCut ? digest : nil
    }

    /// Counts a request and writes its line.
    private func account(
        for answered: Answered,
        _ parameters: FastCGIParameters,
        _ context: WorkContext,
        _ clock: RequestClock,
        _ waited: Double,
        isLogged: Bool
    ) {
        let (elapsed, cpu) = (clock.elapsedNanoseconds, clock.cpuNanoseconds)
        settings.metrics?.observe(
            group: group.name,
            answered: answered,
            nanoseconds: elapsed,
            cpuNanoseconds: cpu,
            waitedNanoseconds: UInt64(waited * 1e9),
            measurements: context.measurements
        )
        guard isLogged else { return }
        log.write(
            RequestLog.Entry(
                group: group.name,
                method: parameters[.method] ?? "",
                target: RequestReader.shownTarget(parameters),
                principal: RequestReader.principal(parameters),
                context: context,
                answered: answered,
                clock: clock,
                nanoseconds: elapsed,
                cpuNanoseconds: cpu,
                waitedSeconds: waited
            )
        )
    }
}
