internal import Execution
internal import Glibc
internal import Principals
internal import Quotas
internal import Synchronization
internal import TestSupport

/// What the server in which hosts count together sends: a broken or a strange one must not stop a worker, nor refuse anybody
/// for what was not used.
enum QuotaStoreFuzzing {
    static let targets = [
        FuzzTarget("quota-store", seeds: seeds, isRefusal: { _ in false }) { input in
            let host = try host.get()
            host.server.answer = Array(input)
            host.request()
            var round = StoreKeeper.Round()
            host.keeper.step(&round, at: .now)
            precondition(host.table.storeState != .unknown, "a store that was asked is of no state")
            host.request()
        }
    ]

    private static let host = Result { try Host() }

    /// A host whose quota is so large that what it used itself never breaks it.
    private final class Host: Sendable {
        let server: FakeServer
        let table = UseTable()
        let keeper: StoreKeeper
        private let book: QuotaBook
        private let ada = Principal(name: "ada", groups: [])

        init() throws {
            server = try FakeServer()
            let limit = UseLimit(requests: .max, bytes: .max, cpuNanoseconds: .max)
            let quota = Quota(name: "q", audience: [.everybody], windowSeconds: 60, limit: limit)
            book = QuotaBook([quota], table: table, hosts: SharedHosts(count: 2, words: ["fuzz"]))
            let settings = QuotaStoreSettings(place: .unix(server.path))
            keeper = StoreKeeper(settings, table: table, password: { nil }, note: { _ in })
        }

        func request() {
            let account = book.account(of: ada, address: nil, measurements: Measurements())
            let isRefused = (try? account.begin()) == nil
            precondition(isRefused == (account.overuse != nil), "a refusal without a reason")
            account.settle(isRefused: isRefused)
        }
    }

    /// Answers to: the time, an addition, when it ends, what was used before and now.
    private static let seeds = [
        "*2\r\n$10\r\n1800000000\r\n$6\r\n123456\r\n:1\r\n:1\r\n*3\r\n$1\r\n5\r\n$-1\r\n$-1\r\n*3\r\n$1\r\n7\r\n$-1\r\n$2\r\n10\r\n",
        "*2\r\n$10\r\n1800000000\r\n$6\r\n123456\r\n-WRONGTYPE no hash\r\n:1\r\n*3\r\n$-1\r\n$-1\r\n$-1\r\n+OK\r\n",
        "*2\r\n$20\r\n18446744073709551615\r\n$1\r\n0\r\n", "-NOAUTH Authentication required.\r\n", "*-1\r\n",
        "*2\r\n$1\r\n0\r\n$1\r\n0\r\n:1\r\n:1\r\n*3\r\n$20\r\n18446744073709551615\r\n$-1\r\n$-1\r\n*3\r\n$20\r\n18446744073709551615\r\n$1\r\n0\r\n$1\r\n0\r\n",
        "*1000000000\r\n", "*2\r\n*2\r\n*2\r\n*2\r\n*2\r\n*2\r\n*2\r\n*2\r\n*2\r\n*2\r\n", "$1000000000\r\nx",
    ].map { Array($0.utf8) }
}

/// Sends whoever connects one answer, whatever is asked, and no more.
private final class FakeServer: Sendable {
    enum Trouble: Error { case noSocket(code: Int32) }

    let path: String
    private let folder = TemporaryFolder()
    private let bytes = Mutex<[UInt8]>([])

    var answer: [UInt8] {
        get { bytes.withLock { $0 } }
        set { bytes.withLock { $0 = newValue } }
    }

    init() throws {
        path = "\(folder.path)/s"
        let listener = try Self.listener(at: path)
        // As long as the process.
        _ = WorkerThread(name: "fake-server") { [self] in serve(listener) }
    }

    private static func listener(at path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isBound, listen(listener, 8) == 0 else { throw Trouble.noSocket(code: errno) }
        return listener
    }

    /// Each connection gets the answer, then its end, and is read until whoever asked is done.
    private func serve(_ listener: Int32) {
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            let answer = answer
            _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            shutdown(connection, Int32(SHUT_WR))
            while read(connection, &piece, piece.count) > 0 {}
            close(connection)
        }
    }
}
