internal import Execution
internal import Failures

/// Writes XDR to a body through one buffer, which every variable of the answer shares.
final class XDRStream {
    /// Several FastCGI records, and small enough to stay in the second-level cache.
    static let bufferBytes = 64 << 10

    private let writer: any BodyWriter
    private let buffer: UnsafeMutableRawBufferPointer
    private var used = 0

    init(_ writer: any BodyWriter) {
        self.writer = writer
        buffer = BlockReserve.shared.take(Self.bufferBytes)
    }

    deinit {
        BlockReserve.shared.giveBack(UnsafeRawBufferPointer(buffer))
    }

    /// Sends what is left in the buffer.
    func flush() throws {
        guard used > 0 else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<used])
        used = 0
        try writer.write(bytes)
    }

    func put(_ number: UInt32) throws {
        if buffer.count - used < 4 { try flush() }
        buffer.storeBytes(of: number.bigEndian, toByteOffset: used, as: UInt32.self)
        used += 4
    }

    func put(_ text: String) throws {
        for byte in text.utf8 {
            if used == buffer.count { try flush() }
            buffer[used] = byte
            used += 1
        }
    }

    /// A text with its length, filled up to a multiple of four.
    func putCounted(_ text: String) throws {
        let count = text.utf8.count
        try put(UInt32(clamping: count))
        try put(text)
        try putPadding((4 - count % 4) % 4)
    }

    /// Zeros, as many as an array of bytes lacks to a multiple of four.
    func putPadding(_ count: Int) throws {
        for _ in 0..<count {
            if used == buffer.count { try flush() }
            buffer[used] = 0
            used += 1
        }
    }

    /// Converts a block of stored values; returns how many there were.
    ///
    /// Long ones are converted straight into the body's memory.
    ///
    /// - Throws: `Failure.defect` for a block that ends inside an element.
    func put(_ block: UnsafeRawBufferPointer, through kernel: XDRKernel) throws -> Int {
        let (count, rest) = block.count.quotientAndRemainder(dividingBy: kernel.inputSize)
        guard rest == 0 else { throw Failure.defect }
        guard let source = block.baseAddress, let target = buffer.baseAddress else { return count }
        let size = kernel.outputSize
        if count <= (buffer.count - used) / size, count * size <= Self.shortBytes {
            kernel.run(from: source, to: target + used, count: count)
            used += count * size
            return count
        }
        try flush()
        var done = 0
        while done < count {
            try writer.write(atLeast: size, atMost: (count - done) * size) { room in
                guard let target = room.baseAddress else { throw Failure.defect }
                let piece = min(count - done, room.count / size)
                kernel.run(from: source + done * kernel.inputSize, to: target, count: piece)
                done += piece
                return piece * size
            }
        }
        return count
    }

    /// Blocks up to this are gathered.
    private static let shortBytes = 4096
}
