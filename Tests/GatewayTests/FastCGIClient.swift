import Glibc

/// What nginx is to a worker, as little as a test needs: one request on one connection, and its answer.
struct FastCGIClient {
    struct Answer {
        var head = ""
        var body: [UInt8] = []
        /// The worker said that the request has ended (FastCGI 1.0, section 5.5).
        var hasEnded = false
        /// Content lengths of the records of standard output.
        var records: [Int] = []

        var status: Int { field("Status").flatMap { Int($0.prefix(3)) } ?? 0 }
        var text: String { String(decoding: body, as: UTF8.self) }

        func field(_ name: String) -> String? {
            let lines = head.split(separator: "\r\n")
            return lines.first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }.map {
                String($0.dropFirst(name.count + 2))
            }
        }
    }

    static let gate = "a secret of tests"

    /// Parameters as the site's snippet sends them.
    static func parameters(_ target: String, _ more: [(String, String)] = []) -> [(String, String)] {
        let path = target.split(separator: "?", omittingEmptySubsequences: false)[0]
        let usual = [
            ("REQUEST_METHOD", "GET"), ("REQUEST_URI", target), ("DOCUMENT_URI", String(path)),
            ("SLUICE_GATE", gate),
            ("SLUICE_REQUEST_ID", "0af1"), ("SLUICE_SCHEME", "https"), ("SLUICE_HOST", "example.org"),
        ]
        return usual.filter { pair in !more.contains { $0.0 == pair.0 } } + more
    }

    /// A connection to a unix socket; negative when there is none.
    static func connect(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnixAddress(path) { Glibc.connect(descriptor, $0, $1) }
        return result == 0 ? descriptor : -1
    }

    static func send(_ parameters: [(String, String)], body: [UInt8] = [], to descriptor: Int32) {
        var bytes = record(type: 1, [0, 1, 0, 0, 0, 0, 0, 0])
        var pairs: [UInt8] = []
        for (name, value) in parameters {
            pairs += length(name) + length(value) + Array(name.utf8) + Array(value.utf8)
        }
        bytes += records(type: 4, pairs) + records(type: 5, body)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Reads until the worker ends the request or closes the connection.
    static func receive(from descriptor: Int32) -> Answer {
        var answer = Answer()
        var output: [UInt8] = []
        while !answer.hasEnded, let header = read(8, from: descriptor) {
            let length = Int(header[4]) << 8 | Int(header[5])
            guard let content = read(length + Int(header[6]), from: descriptor) else { break }
            switch header[1] {
            case 6:
                output += content[..<length]
                if length > 0 { answer.records.append(length) }
            case 3: answer.hasEnded = true
            default: break
            }
        }
        let end = output.indices.dropLast(3).first { output[$0...].starts(with: [13, 10, 13, 10]) } ?? 0
        answer.head = String(decoding: output[..<end], as: UTF8.self)
        answer.body = Array(output.dropFirst(end + 4))
        return answer
    }

    private static func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = bytes[filled...].withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            guard more > 0 else { return nil }
            filled += more
        }
        return bytes
    }

    /// A stream of records, with the empty one at its end.
    private static func records(type: UInt8, _ content: [UInt8]) -> [UInt8] {
        let pieces = stride(from: 0, to: content.count, by: 60_000).flatMap { start in
            record(type: type, Array(content[start..<min(start + 60_000, content.count)]))
        }
        return pieces + record(type: type, [])
    }

    private static func record(type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
    }

    private static func length(_ text: String) -> [UInt8] {
        let count = UInt32(text.utf8.count)
        return count < 128
            ? [UInt8(count)]
            : [
                UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 255), UInt8(count >> 8 & 255),
                UInt8(count & 255),
            ]
    }
}

/// Calls `body` with the address of a unix socket.
func withUnixAddress<Result>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result
{
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
