internal import Execution
internal import Glibc

/// Writes FastCGI records of standard output to a connection: long ones, many to a system call.
///
/// libfcgi's own writer copies every byte into records of 8 KiB with a `write` each; this one sends the caller's memory
/// (FastCGI 1.0, section 3.3). It never waits longer than `stallSeconds` for a client that takes nothing.
final class RecordWriter {
    /// A client that takes nothing for a minute has gone, whatever its connection says.
    private static let stallSeconds = 60.0
    private static let headerBytes = 8
    /// Records in one system call: more than any socket buffer takes at once.
    private static let maxRecords = 16

    /// Bytes of answers that a unix socket takes at once when it is widened, and not as it comes.
    ///
    /// Longer ones are better off in small parts, which stay in the processor's cache on their way.
    private static let widened = (128 << 10)...(384 << 10)
    /// No more than the kernel allows (`net.core.wmem_max`, which counts twice).
    private static let wideBytes = Int32(512 << 10)
    /// Pieces of one system call, far below the kernel's limit of 1,024.
    private static let maxVectors = 256

    private let descriptor: Int32
    private var isWide = false
    private let requestID: UInt16
    private let context: WorkContext
    /// The headers of the records of one system call, and behind them the records that end an answer.
    private let frames = UnsafeMutableRawBufferPointer.allocate(
        byteCount: maxRecords * headerBytes + trailerBytes,
        alignment: 8
    )
    private static let trailerBytes = 24
    /// What one system call sends: for each record its header and its content, which may lie in several places.
    private var vectors: [iovec] = []

    init(descriptor: Int32, requestID: Int32, context: WorkContext) {
        self.descriptor = descriptor
        self.requestID = UInt16(truncatingIfNeeded: requestID)
        self.context = context
        vectors.reserveCapacity(2 * Self.maxRecords + 2)
    }

    deinit {
        frames.deallocate()
    }

    /// Sends pieces of memory one after the other, as records that know no boundary between them.
    ///
    /// Returns when the kernel has taken all; `isLast`: and the records that end the answer, which go out with
    /// them, so that a worker that dies right after it leaves a whole answer.
    func write(_ pieces: [UnsafeRawBufferPointer], isLast: Bool = false) throws {
        var rest = PieceCursor(pieces)
        if Self.widened.contains(rest.count) { widen() }
        repeat {
            vectors.removeAll(keepingCapacity: true)
            var records = 0
            while records < Self.maxRecords, vectors.count < Self.maxVectors, rest.count > 0 {
                let count = min(TransportRecord.bytes, rest.count)
                add(header(contentBytes: count, record: records))
                rest.take(count) { add($0) }
                records += 1
            }
            if isLast, rest.count == 0 { add(trailer()) }
            try vectors.withUnsafeMutableBufferPointer { try sendAll($0) }
        } while rest.count > 0
    }

    /// Lets the kernel take more at a time: a reader that is woken once for an answer costs less than one that is woken
    /// for each part of it.
    private func widen() {
        guard !isWide else { return }
        isWide = true
        var bytes = Self.wideBytes
        // Where it is refused, the answer leaves in more parts.
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }

    private func add(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        vectors.append(
            iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
        )
    }

    /// Version 1, type 6 (standard output), request, length, no padding.
    private func header(contentBytes: Int, record: Int) -> UnsafeRawBufferPointer {
        let start = record * Self.headerBytes
        let header = UnsafeMutableRawBufferPointer(rebasing: frames[start..<(start + Self.headerBytes)])
        writeHeader(type: 6, contentBytes: contentBytes, into: header)
        return UnsafeRawBufferPointer(header)
    }

    /// An empty record of standard output, and the end of the request: status 0, complete (section 5.5).
    private func trailer() -> UnsafeRawBufferPointer {
        let trailer = UnsafeMutableRawBufferPointer(rebasing: frames.suffix(Self.trailerBytes))
        trailer.initializeMemory(as: UInt8.self, repeating: 0)
        writeHeader(type: 6, contentBytes: 0, into: trailer)
        writeHeader(type: 3, contentBytes: 8, into: UnsafeMutableRawBufferPointer(rebasing: trailer[8...]))
        return UnsafeRawBufferPointer(trailer)
    }

    private func writeHeader(type: UInt8, contentBytes: Int, into header: UnsafeMutableRawBufferPointer) {
        header[0] = 1
        header[1] = type
        header.storeBytes(of: requestID.bigEndian, toByteOffset: 2, as: UInt16.self)
        header.storeBytes(
            of: UInt16(truncatingIfNeeded: contentBytes).bigEndian,
            toByteOffset: 4,
            as: UInt16.self
        )
        header[6] = 0
        header[7] = 0
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
