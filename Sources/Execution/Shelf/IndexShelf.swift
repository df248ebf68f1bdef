internal import CPlatform
internal import Glibc
internal import Synchronization

/// Indexes of coordinates in a folder of a local disk: made once by whichever worker of the host needs one first, and mapped
/// by all of them.
///
/// Each is a file of sections, named for a digest of what it was made from. Whoever makes one holds its lock, writes it under
/// another name and renames it. A file is looked at whole once: a second file, its proof, then says so, for as long as the
/// system tells no later change of the first; the time of the proof is that of the last use. What is damaged is taken away and
/// made again. A folder that cannot be used, now or later, costs memory in each worker and no request.
package final class IndexShelf: @unchecked Sendable {
    // Safe because `page` is mapped for as long as self and reached through atomic operations only; all else is immutable
    // or atomic.

    /// What all workers of the host have counted since the folder was made.
    package enum Counter: Int, CaseIterable, Sendable {
        case bytes, hits, builds, evictions, damaged
    }

    package let folder: String
    let maxBytes: Int
    private let page: SharedMemory
    private let isFailing = Atomic<Bool>(false)
    private let report: @Sendable (String?) -> Void

    private static let pageBytes = 4096

    /// Nil when the folder cannot be made or used, or is not this user's own.
    ///
    /// `report` hears why nothing can be kept, and once when something can be again (nil).
    package init?(
        folder: String,
        maxBytes: Int,
        report: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        guard maxBytes > 0, Self.isUsable(folder) else { return nil }
        let descriptor = open("\(folder)/usage", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let page = SharedMemory(sizing: descriptor, bytes: Self.pageBytes) else { return nil }
        (self.folder, self.maxBytes, self.page, self.report) = (folder, maxBytes, page, report)
        countBytes()
    }

    /// Makes the folder where its name alone is missing.
    static func isUsable(_ folder: String) -> Bool {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return false }
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & (S_IWGRP | S_IWOTH) == 0
    }

    package subscript(counter: Counter) -> Int {
        Int(truncatingIfNeeded: sluice_counter_read(word(counter)))
    }

    func add(_ amount: Int, to counter: Counter) {
        sluice_counter_add(word(counter), UInt64(bitPattern: Int64(amount)))
    }

    func countBytes() {
        let bytes = entries.reduce(0) { $0 + $1.bytes }
        sluice_counter_announce(word(.bytes), UInt64(bytes))
    }

    private func word(_ counter: Counter) -> UnsafeMutableRawPointer {
        page.start + counter.rawValue * MemoryLayout<UInt64>.stride
    }

    /// Says, when it changes, whether what is made can be kept; `cause`: why not.
    func note(_ cause: String?) {
        let wasFailing = isFailing.exchange(cause != nil, ordering: .relaxed)
        if cause != nil || wasFailing { report(cause) }
    }

    // Using.

    /// The value of a key: from its file, or made now, by one thread of the host at a time.
    ///
    /// `read` makes it of a file, and looks at what its numbers mean unless that is proven; nil where they mean nothing.
    /// `build` makes it of what it is made from, nil where nothing comes of that. `draft` says what of it is kept.
    ///
    /// - Throws: what `build` throws; the `Interruption` of a deadline that passes while another one makes it.
    package func value<Value>(
        of key: [UInt8],
        context: WorkContext,
        read: (SectionFile) -> Value?,
        build: () throws -> Value?,
        draft: (Value) throws -> SectionDraft?
    ) throws -> Value? {
        if let known = known(key, read) { return known }
        guard let lock = try lock(of: key, context) else {
            note("\(lockPath(of: key)): \(String(cString: strerror(errno)))")
            return try build()
        }
        defer { withExtendedLifetime(lock) {} }
        if let known = known(key, read) { return known }
        let start = sluice_monotonic_nanoseconds()
        guard let built = try build() else { return nil }
        add(1, to: .builds)
        let nanoseconds = Int(clamping: sluice_monotonic_nanoseconds() &- start)
        guard let draft = try draft(built), keep(draft, key, nanoseconds), let file = file(of: key) else {
            return built
        }
        return read(file) ?? built
    }

    /// The lock of a key, in a folder that is made again where somebody has removed it.
    private func lock(of key: [UInt8], _ context: WorkContext) throws(Interruption) -> ShelfLock? {
        let path = lockPath(of: key)
        if let lock = try ShelfLock.taken(path, context: context) { return lock }
        guard errno == ENOENT, Self.isUsable(folder) else { return nil }
        return try ShelfLock.taken(path, context: context)
    }

    /// The value that a file has; nil where there is none, or none that is whole: that one is taken away.
    private func known<Value>(_ key: [UInt8], _ read: (SectionFile) -> Value?) -> Value? {
        let path = path(of: key)
        do throws(MappedFile.Fault) {
            let mapped = try MappedFile(path, most: maxBytes)
            let isProven = isProven(mapped, key)
            if let file = SectionFile(mapped, path: path, key: key, isProven: isProven),
                let value = read(file)
            {
                if isProven { noteUse(of: key) } else { prove(mapped, key) }
                add(1, to: .hits)
                return value
            }
        } catch .absent {
            return nil
        } catch {}
        takeAway(path, .damaged)
        return nil
    }

    /// The file that was written just now.
    private func file(of key: [UInt8]) -> SectionFile? {
        let path = path(of: key)
        guard let mapped = try? MappedFile(path, most: maxBytes) else { return nil }
        return SectionFile(mapped, path: path, key: key, isProven: true)
    }

    func path(of key: [UInt8]) -> String { "\(folder)/\(Self.name(key)).index" }

    private func lockPath(of key: [UInt8]) -> String { "\(folder)/lock-\(Self.name(key.prefix(1)))" }

    /// Hexadecimal digits.
    static func name(_ key: some Sequence<UInt8>) -> String {
        key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
