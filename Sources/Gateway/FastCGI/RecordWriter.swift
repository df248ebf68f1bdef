internal import Execution
internal import Glibc

/// Writes FastCGI records of standard output to a connection: long ones, many to a system call.
///
/// libfcgi's own writer copies every byte into records of 8 KiB with a `write` each; this one sends the caller's memory
/// (FastCGI 1.0, section 3.3). It never waits longer than `stallSeconds` for a client that takes nothing.
final class RecordWriter {
    /// A client that takes nothing for a minute has gone, whatever its connection says.
    private static let stallSeconds = 60.0
    /// Content of one record: below the format's 65,535 and a multiple of 8, so that it needs no padding.
    private static let recordBytes = 65_528
    private static let headerBytes = 8
    /// Records in one system call: more than any socket buffer takes at once.
    private static let maxRecords = 16

    private let descriptor: Int32
    private let requestID: UInt16
    private let context: WorkContext
    private let headers = UnsafeMutableRawBufferPointer.allocate(
        byteCount: maxRecords * headerBytes,
        alignment: 8
    )

    init(descriptor: Int32, requestID: Int32, context: WorkContext) {
        self.descriptor = descriptor
        self.requestID = UInt16(truncatingIfNeeded: requestID)
        self.context = context
    }

    deinit {
        headers.deallocate()
    }

    /// Returns when the kernel has taken all of `bytes`; `isLast`: and the records that end the answer, which go out with
    /// them, so that a worker that dies right after it leaves a whole answer.
    func write(_ bytes: UnsafeRawBufferPointer, isLast: Bool = false) throws {
        let batch = Self.recordBytes * Self.maxRecords
        var start = 0
        repeat {
            let end = min(start + batch, bytes.count)
            let isEnd = isLast && end == bytes.count
            try send(records: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isLast: isEnd)
            start = end
        } while start < bytes.count
    }

    /// An empty record of standard output, and the end of the request: status 0, complete (section 5.5).
    private var trailer: [UInt8] {
        let (high, low) = (UInt8(requestID >> 8), UInt8(requestID & 255))
        return [1, 6, high, low, 0, 0, 0, 0] + [1, 3, high, low, 0, 8, 0, 0] + [UInt8](repeating: 0, count: 8)
    }

    /// Sends at most `maxRecords` records.
    private func send(records content: UnsafeRawBufferPointer, isLast: Bool) throws {
        var vectors: [iovec] = []
        vectors.reserveCapacity(2 * Self.maxRecords)
        var start = 0
        while start < content.count {
            let count = min(Self.recordBytes, content.count - start)
            let header = UnsafeMutableRawBufferPointer(
                rebasing: headers[(vectors.count / 2 * Self.headerBytes)...].prefix(Self.headerBytes)
            )
            writeHeader(contentBytes: count, into: header)
            vectors.append(iovec(iov_base: header.baseAddress, iov_len: header.count))
            let part = UnsafeMutableRawBufferPointer(
                mutating: UnsafeRawBufferPointer(rebasing: content[start..<(start + count)])
            )
            vectors.append(iovec(iov_base: part.baseAddress, iov_len: count))
            start += count
        }
        guard isLast else { return try vectors.withUnsafeMutableBufferPointer { try sendAll($0) } }
        var trailer = trailer
        try trailer.withUnsafeMutableBytes { bytes in
            vectors.append(iovec(iov_base: bytes.baseAddress, iov_len: bytes.count))
            try vectors.withUnsafeMutableBufferPointer { try sendAll($0) }
        }
    }

    /// Version 1, type 6 (standard output), request, length, no padding.
    private func writeHeader(contentBytes: Int, into header: UnsafeMutableRawBufferPointer) {
        let fields = [
            1, 6, UInt8(requestID >> 8), UInt8(requestID & 255), UInt8(contentBytes >> 8),
            UInt8(contentBytes & 255), 0, 0,
        ]
        header.copyBytes(from: fields)
    }

    private func sendAll(_ vectors: UnsafeMutableBufferPointer<iovec>) throws {
        var first = 0
        while first < vectors.count {
            var message = msghdr()
            message.msg_iov = vectors.baseAddress.map { $0 + first }
            message.msg_iovlen = vectors.count - first
            let sent = sendmsg(descriptor, &message, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            if sent >= 0 {
                Self.advance(vectors, &first, by: sent)
            } else if errno == EAGAIN {
                try waitForRoom()
            } else if errno != EINTR {
                throw TransportError.closed(errno: errno)
            }
        }
    }

    private static func advance(
        _ vectors: UnsafeMutableBufferPointer<iovec>,
        _ first: inout Int,
        by sent: Int
    ) {
        var rest = sent
        while first < vectors.count, rest >= vectors[first].iov_len {
            rest -= vectors[first].iov_len
            first += 1
        }
        guard first < vectors.count, rest > 0 else { return }
        vectors[first].iov_base = vectors[first].iov_base.map { $0 + rest }
        vectors[first].iov_len -= rest
    }

    /// Waits in steps of a second, so that a worker that stops is noticed.
    private func waitForRoom() throws {
        let end = Deadline.after(seconds: Self.stallSeconds)
        while !end.hasPassed {
            do {
                try context.check()
            } catch .cancelled {
                throw Interruption.cancelled
            } catch {
                // The deadline is for the work; a body that is already made may leave slowly.
            }
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&entry, 1, 1000) > 0 else { continue }
            if entry.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
                throw TransportError.closed(errno: EPIPE)
            }
            return
        }
        throw TransportError.stalled
    }
}
