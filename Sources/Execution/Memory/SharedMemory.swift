internal import CPlatform
internal import Glibc

/// Memory that processes share through a file, mapped for as long as this lives.
///
/// A lock inside survives a process that dies holding it: the next owner learns that what it guards may be half written.
package final class SharedMemory: @unchecked Sendable {
    // Safe because the mapping is made once and lives as long as self; all access to it is by atomic operations,
    // or under one of its locks. The mark and the locks are written before any other process or thread has the memory.
    // Offsets are bounded by constants of the types that lay the memory out, never by a file or a request.

    package static let lockBytes = Int(SLUICE_SHARED_LOCK_BYTES)
    /// A lock is held for microseconds; a process that was stopped with one must not stop the others.
    private static let lockSeconds = 0.2

    package let start: UnsafeMutableRawPointer
    private let bytes: Int

    /// Maps the file behind `descriptor`, which is made so long; nil when the system refuses.
    package convenience init?(sizing descriptor: Int32, bytes: Int) {
        guard ftruncate(descriptor, bytes) == 0 else { return nil }
        self.init(mapping: descriptor, bytes: bytes)
    }

    /// Maps what another process has made and marked with `format`; nil when it is not there or of another release.
    package convenience init?(descriptor: Int32, bytes: Int, format: UInt64) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size == bytes else { return nil }
        self.init(mapping: descriptor, bytes: bytes)
        guard start.load(as: UInt64.self) == format else { return nil }
    }

    /// Memory of this process alone, and of those that it forks.
    package init(bytes: Int) {
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else { preconditionFailure("no memory to share") }
        (start, self.bytes) = (memory, bytes)
    }

    private init?(mapping descriptor: Int32, bytes: Int) {
        let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let memory, memory != MAP_FAILED else { return nil }
        (start, self.bytes) = (memory, bytes)
    }

    deinit {
        munmap(start, bytes)
    }

    /// Says, in its first word, that it is ready, and how it is laid out.
    package func mark(format: UInt64) {
        start.storeBytes(of: format, as: UInt64.self)
    }

    /// Makes a lock at a multiple of 8, once, before any process takes it.
    package func prepareLock(at offset: Int) {
        precondition(offset >= 0 && offset + Self.lockBytes <= bytes, "a lock outside its memory")
        sluice_shared_lock_prepare(start + offset)
    }

    /// Runs `body` under a lock; nil when the lock is not given back in time.
    ///
    /// `body` learns whether the process that had it last died with it.
    package func locked<Result>(at offset: Int, _ body: (_ isHalfWritten: Bool) -> Result) -> Result? {
        let lock = start + offset
        let taken = sluice_shared_lock_take(lock, Deadline.after(seconds: Self.lockSeconds).nanoseconds)
        guard taken >= 0 else { return nil }
        defer { sluice_shared_lock_release(lock) }
        return body(taken == 1)
    }

    /// Eight-byte words from `offset`, a multiple of 8.
    package func words(at offset: Int, count: Int) -> UnsafeMutableBufferPointer<UInt64> {
        precondition(offset >= 0 && offset + count * 8 <= bytes, "words outside their memory")
        return UnsafeMutableBufferPointer(
            start: (start + offset).assumingMemoryBound(to: UInt64.self),
            count: count
        )
    }
}
