/// A file under construction, in memory that the next one reuses.
///
/// It belongs to one picture at a time.
final class PictureFile {
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    private(set) var count = 0

    /// Memory beyond this goes back after a picture.
    private static let keptBytes = 1 << 20

    deinit {
        memory.deallocate()
    }

    /// Starts a file of at most so many bytes.
    func begin(most: Int) {
        count = 0
        guard memory.count < most else { return }
        memory.deallocate()
        memory = .allocate(byteCount: most, alignment: 16)
    }

    /// The file so far; valid until the next one begins.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count])
    }

    /// The bytes from a place to the end of the file.
    func bytes(from start: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[start..<count])
    }

    func append(_ bytes: [UInt8]) {
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyBytes(from: bytes)
        count += bytes.count
    }

    /// Lets `write` fill what is left behind a gap, which is written later.
    ///
    /// - Returns: the bytes that `write` says it has written; the file does not grow by them.
    func fill(behind gap: Int, _ write: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        write(UnsafeMutableRawBufferPointer(rebasing: memory[(count + gap)...]))
    }

    /// Counts bytes that are in their place already.
    func take(_ bytes: Int) {
        precondition(bytes >= 0 && count + bytes <= memory.count)
        count += bytes
    }

    /// Gives back what only a large picture needed.
    func end() {
        count = 0
        guard memory.count > Self.keptBytes else { return }
        memory.deallocate()
        memory = .allocate(byteCount: 64 << 10, alignment: 16)
    }
}
