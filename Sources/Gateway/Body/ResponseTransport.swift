/// Where an answer goes: a FastCGI connection, or memory.
package protocol ResponseTransport: AnyObject {
    /// Sends status and fields; once, before any byte of the body.
    func begin(status: Int, fields: HTTPFields) throws

    /// Sends a part of the body, which may lie in several pieces; `isLast` says that only `end` follows, which may then
    /// leave with it.
    func send(_ pieces: [UnsafeRawBufferPointer], isLast: Bool) throws

    /// Everything was sent.
    func end() throws

    /// Ends the answer so that the client sees that it is not whole.
    func cut()
}

/// In which a transport sends a body best.
enum TransportRecord {
    /// Content of one FastCGI record: below the format's 65,535 and a multiple of 8, so that it needs no padding.
    static let bytes = 65_528
}

/// The client can no longer be reached.
package enum TransportError: Error, Sendable, Equatable {
    /// The connection is closed; `errno` of the call that showed it.
    case closed(errno: Int32)
    /// The client took nothing for too long.
    case stalled
}

/// What became of a request, for its log line.
package struct Answered: Sendable, Equatable {
    /// 0 when the client got nothing.
    package var status = 0
    /// Bytes of the body that left.
    package var bytes = 0
    /// True when the client got less than was promised.
    package var isCut = false
}

/// An answer in memory.
package struct FinishedResponse: Sendable {
    package var status = 0
    package var fields = HTTPFields()
    package var body: [UInt8] = []
    /// True when the body ended early.
    package var isCut = false

    /// The body as text; what is not UTF-8 in it is replaced.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// Keeps an answer in memory.
package final class MemoryTransport: ResponseTransport {
    package private(set) var finished = FinishedResponse()

    package init() {}

    package func begin(status: Int, fields: HTTPFields) {
        finished.status = status
        finished.fields = fields
    }

    package func send(_ pieces: [UnsafeRawBufferPointer], isLast: Bool) {
        pieces.forEach { finished.body.append(contentsOf: $0) }
    }

    package func end() {}

    package func cut() {
        finished.isCut = true
    }
}
