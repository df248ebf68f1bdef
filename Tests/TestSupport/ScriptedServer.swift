internal import Execution
internal import Glibc

/// A small web server inside the test: it answers what the test's closure says, one request after the other.
package final class ScriptedServer: Sendable {
    /// A request as it came.
    package struct Received: Sendable {
        package let method: String
        /// As in the first line; a whole address if the server is asked as a proxy.
        package let target: String
        /// Names in small letters.
        package let fields: [String: String]
        package let body: String
        /// On which it came, until it is answered.
        package let connection: Int32

        /// Waits until the client has closed the connection; false when it does not for half a minute.
        package func isGivenUp() -> Bool {
            let context = WorkContext(deadline: .after(seconds: 30), connection: connection)
            while true {
                do throws(Interruption) {
                    try context.check()
                } catch {
                    return error == .cancelled
                }
            }
        }
    }

    package struct Answer: Sendable {
        package var status: Int
        package var fields: [String]
        package var body: [UInt8]

        package init(_ status: Int = 200, _ body: String = "", fields: [String] = []) {
            self.status = status
            self.fields = fields
            self.body = Array(body.utf8)
        }
    }

    package let port: UInt16
    private let listener: Int32
    private let thread: WorkerThread
    private let received: Monitor<[Received]>

    package init?(_ answer: @escaping @Sendable (Received) -> Answer) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutableBytes(of: &address) { bytes -> UInt16? in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                bind(listener, pointer, length) == 0, listen(listener, 64) == 0,
                getsockname(listener, pointer, &length) == 0
            else { return nil }
            return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
        guard let port else {
            close(listener)
            return nil
        }
        (self.listener, self.port) = (listener, port)
        let received = Monitor<[Received]>([])
        self.received = received
        thread = WorkerThread(name: "scripted") { Self.serve(listener, received, answer) }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        thread.join()
        close(listener)
    }

    package var address: String { "http://127.0.0.1:\(port)" }

    /// All requests so far, in order.
    package var requests: [Received] { received.withLock { $0 } }

    private static func serve(
        _ listener: Int32,
        _ received: Monitor<[Received]>,
        _ answer: (Received) -> Answer
    ) {
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            if let request = read(connection) {
                received.withLock { $0.append(request) }
                write(answer(request), to: connection)
            }
            close(connection)
        }
    }

    private static func read(_ connection: Int32) -> Received? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
                let words = lines.first?.split(separator: " ").map(String.init) ?? []
                var fields: [String: String] = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    let value = line[colon...].dropFirst().drop { $0 == " " }
                    fields[line[..<colon].lowercased()] = String(value)
                }
                let body = text[end.upperBound...]
                if words.count == 3, body.utf8.count >= Int(fields["content-length"] ?? "0") ?? 0 {
                    return Received(
                        method: words[0],
                        target: words[1],
                        fields: fields,
                        body: String(body),
                        connection: connection
                    )
                }
            }
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            bytes += piece.prefix(count)
        }
    }

    private static func write(_ answer: Answer, to connection: Int32) {
        let head =
            (["HTTP/1.1 \(answer.status) X", "Content-Length: \(answer.body.count)", "Connection: close"]
            + answer.fields).joined(separator: "\r\n")
        var rest = (Array("\(head)\r\n\r\n".utf8) + answer.body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
