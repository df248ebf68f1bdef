internal import Execution
internal import Glibc

/// The socket on which `sluice reload` and `sluice status` ask a supervisor: one packet asks, one answers.
///
/// It belongs to whoever runs the server (mode 0600). Few may ask at a time and none for long, and nothing here waits.
struct ControlSocket {
    enum Question: String, CaseIterable {
        case status
        case reload
        /// Is answered once the new workers have taken over.
        case reloadAndWait = "reload --wait"
    }

    static let fileName = ServiceUser.socketName
    /// No answer is longer: what would make one so is cut where it is made.
    static let maxAnswerBytes = 128 << 10
    private static let maxClients = 16
    private static let askingSeconds = 5.0
    private static let maxQuestionBytes = 64

    private struct Client {
        let descriptor: Int32
        /// When it is sent away.
        var limit: Deadline
        /// It has asked.
        var isWaiting = false
    }

    private let descriptor: Int32
    private let path: String
    private var clients: [Client] = []

    /// Listens in a folder; a file that a dead supervisor left behind is replaced.
    init(directory: String) throws(PoolError) {
        path = "\(directory)/\(Self.fileName)"
        guard let address = UnixAddress(path: path) else { throw .pathTooLong(path) }
        guard !address.isAnswering(of: SOCK_SEQPACKET) else { throw .alreadyServing(path) }
        unlink(path)
        let kind = SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        descriptor = socket(AF_UNIX, Int32(kind), 0)
        guard descriptor >= 0 else { throw .system("socket", path, errno) }
        let before = umask(0o177)
        let isBound = address.bind(descriptor)
        let code = errno
        umask(before)
        guard isBound, listen(descriptor, Int32(Self.maxClients)) == 0 else {
            let error = PoolError.system("bind", path, isBound ? errno : code)
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Waits until a signal, a question or `seconds` have come; what was asked, by whom.
    ///
    /// Without `channel` nobody can ask.
    static func wait(_ channel: inout ControlSocket?, signals: Int32, seconds: Double) -> [(Int32, Question)]
    {
        var entries = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
        if let channel {
            let isFull = channel.clients.count >= maxClients
            entries.append(pollfd(fd: isFull ? -1 : channel.descriptor, events: Int16(POLLIN), revents: 0))
            entries += channel.clients.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        }
        let milliseconds = Int32(min(max(seconds, 0), 60) * 1000) + 1
        guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else {
            channel?.dropLate()
            return []
        }
        let ready = Set(entries.dropFirst().filter { $0.revents != 0 }.map(\.fd))
        return channel?.serve(ready) ?? []
    }

    private mutating func serve(_ ready: Set<Int32>) -> [(Int32, Question)] {
        dropLate()
        var questions: [(Int32, Question)] = []
        for client in clients where ready.contains(client.descriptor) {
            // Whoever says more than one thing, or leaves, is not waited for.
            guard !client.isWaiting, let question = Self.question(from: client.descriptor) else {
                close(client.descriptor)
                continue
            }
            questions.append((client.descriptor, question))
        }
        for index in clients.indices where questions.contains(where: { $0.0 == clients[index].descriptor }) {
            clients[index].isWaiting = true
        }
        if ready.contains(descriptor) { accept() }
        return questions
    }

    private static func question(from descriptor: Int32) -> Question? {
        var bytes = [UInt8](repeating: 0, count: maxQuestionBytes)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return nil }
        return Question(rawValue: String(decoding: bytes.prefix(count), as: UTF8.self))
    }

    private mutating func accept() {
        let client = Glibc.accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        clients.append(Client(descriptor: client, limit: .after(seconds: Self.askingSeconds)))
    }

    private mutating func dropLate() {
        for client in clients where client.limit.hasPassed { close(client.descriptor) }
    }

    /// Lets a client wait so long for its answer.
    mutating func keep(_ client: Int32, seconds: Double) {
        guard let index = clients.firstIndex(where: { $0.descriptor == client }) else { return }
        clients[index].limit = .after(seconds: seconds)
    }

    func isOpen(_ client: Int32) -> Bool { clients.contains { $0.descriptor == client } }

    mutating func answer(_ client: Int32, _ text: String) {
        guard isOpen(client) else { return }
        let bytes = Array(text.utf8)
        _ = send(client, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        close(client)
    }

    private mutating func close(_ client: Int32) {
        clients.removeAll { $0.descriptor == client }
        Glibc.close(client)
    }

    /// Nobody can ask any more.
    mutating func close() {
        for client in clients { Glibc.close(client.descriptor) }
        clients = []
        Glibc.close(descriptor)
        unlink(path)
    }

    // MARK: Asking

    /// Asks the supervisor of a runtime directory; nil when none answers there.
    ///
    /// systemd gives the supervisor a folder of its own below the sockets'.
    static func ask(_ question: Question, directory: String, seconds: Double) -> String? {
        for folder in [directory, "\(directory)/supervisor"] {
            guard let address = UnixAddress(path: "\(folder)/\(fileName)") else { continue }
            let descriptor = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { return nil }
            defer { Glibc.close(descriptor) }
            guard address.connect(descriptor) else { continue }
            var limit = timeval(tv_sec: Int(seconds), tv_usec: 0)
            setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_RCVTIMEO,
                &limit,
                socklen_t(MemoryLayout<timeval>.size)
            )
            let words = Array(question.rawValue.utf8)
            guard send(descriptor, words, words.count, Int32(MSG_NOSIGNAL)) == words.count else {
                return nil
            }
            var answer = [UInt8](repeating: 0, count: maxAnswerBytes + 1)
            let count = recv(descriptor, &answer, answer.count, 0)
            return count > 0 ? String(decoding: answer.prefix(count), as: UTF8.self) : nil
        }
        return nil
    }
}
