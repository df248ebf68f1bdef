internal import CPlatform
internal import Execution
internal import Glibc
internal import Synchronization

/// Objects of stores, and ranges of them, in a folder of a local disk that all workers of a host share.
///
/// Each entry is a file of its own, named for the identity of its bytes, written under another name and then renamed. It
/// begins with a digest of everything in it: what is torn or damaged is taken away and fetched again. How many bytes there
/// are stands in a page of memory that the workers share; it is made room for an entry before it is written.
package final class DiskCache: @unchecked Sendable {
    // Safe because `page` is mapped for as long as self and reached through atomic operations only; all else is immutable
    // or locked.

    /// What all workers of the host have counted since the folder was made.
    package enum Counter: Int, CaseIterable, Sendable {
        case bytes, hits, misses, evictions, damaged
    }

    private let folder: String
    private let maxBytes: Int
    private let page: SharedMemory
    private let names = Atomic<Int>(0)
    private let cleaning = Mutex(())
    /// Until something could be kept.
    private let isFailing = Atomic<Bool>(true)
    private let report: @Sendable (String?) -> Void

    private static let pageBytes = 4096
    private static let folderCount = 256
    /// Entries are made room for down to this part of the limit, so that not every one has to.
    private static let roomPart = 0.9
    /// Entries looked at, at least, to find the oldest: as good as all of them, at a small part of the work.
    private static let fewestLooked = 512
    /// A hit is noted so seldom that reading does not become writing.
    private static let secondsBetweenNotes = 600
    private static let secondsOfStaleFiles = 3600

    /// Nil when the folder cannot be made or used.
    ///
    /// Counts what is there, once, and takes away what others left unfinished. `report` hears why nothing can be kept, and
    /// once when something can be, at first or again (nil).
    package init?(
        folder: String,
        maxBytes: Int,
        report: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        guard maxBytes > 0, mkdir(folder, 0o700) == 0 || errno == EEXIST else { return nil }
        let descriptor = open("\(folder)/usage", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let page = SharedMemory(sizing: descriptor, bytes: Self.pageBytes) else { return nil }
        (self.folder, self.maxBytes, self.page, self.report) = (folder, maxBytes, page, report)
        for number in 0..<Self.folderCount {
            guard mkdir(self.path(of: number), 0o700) == 0 || errno == EEXIST else { return nil }
        }
        let entries = (0..<Self.folderCount).flatMap { self.entries(of: $0, takingAwayStale: true) }
        add(entries.reduce(0) { $0 + $1.bytes } - self[.bytes], to: .bytes)
    }

    package subscript(counter: Counter) -> Int {
        Int(
            truncatingIfNeeded: sluice_counter_read(
                page.start + counter.rawValue * MemoryLayout<UInt64>.stride
            )
        )
    }

    private func add(_ amount: Int, to counter: Counter) {
        let word = UInt64(bitPattern: Int64(amount))
        sluice_counter_add(page.start + counter.rawValue * MemoryLayout<UInt64>.stride, word)
    }

    /// The entry of an identity; nil when there is none that is whole.
    func entry(_ identity: String) -> StoredObject? {
        let path = path(of: identity)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            add(1, to: .misses)
            return nil
        }
        defer { close(descriptor) }
        var state = stat()
        guard fstat(descriptor, &state) == 0 else { return nil }
        guard let entry = CacheEntry.read(descriptor, length: Int(state.st_size), most: maxBytes) else {
            takeAway(path, bytes: Int(state.st_size), .damaged)
            add(1, to: .misses)
            return nil
        }
        add(1, to: .hits)
        if time(nil) - state.st_mtim.tv_sec > Self.secondsBetweenNotes { futimens(descriptor, nil) }
        return entry
    }

    /// Keeps an object, if there is room for it; no request fails where it cannot be written.
    func insert(_ object: StoredObject, for identity: String) {
        let head = CacheEntry.head(of: object)
        let length = head.count + object.bytes.count
        // One object must not drive out all others.
        guard length <= maxBytes / 8 else { return }
        add(length, to: .bytes)
        if self[.bytes] > maxBytes { makeRoom() }
        guard self[.bytes] <= maxBytes else { return add(-length, to: .bytes) }
        let cause = write(head, object.bytes, to: path(of: identity))
        if cause != nil { add(-length, to: .bytes) }
        let wasFailing = isFailing.exchange(cause != nil, ordering: .relaxed)
        if cause != nil || wasFailing { report(cause) }
    }

    /// Why it could not be written; nil when it was.
    private func write(_ head: [UInt8], _ bytes: ObjectBytes, to path: String) -> String? {
        let number = names.add(1, ordering: .relaxed).newValue
        let draft = "\(path).\(getpid()).\(number).new"
        let descriptor = made(draft)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        let isWritten =
            head.withUnsafeBytes { Self.write(descriptor, $0) }
            && bytes.withBytes { Self.write(descriptor, $0) }
        var cause = isWritten ? nil : String(cString: strerror(errno))
        close(descriptor)
        // An entry that another worker has put there meanwhile is replaced, and its bytes are counted once.
        var state = stat()
        let replaced = stat(path, &state) == 0 ? Int(state.st_size) : 0
        if cause == nil, rename(draft, path) != 0 { cause = String(cString: strerror(errno)) }
        if cause == nil { add(-replaced, to: .bytes) } else { unlink(draft) }
        return cause
    }

    /// A new file; folders that were removed meanwhile are made again.
    private func made(_ draft: String) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = open(draft, flags, 0o600)
        guard descriptor < 0, errno == ENOENT, let slash = draft.lastIndex(of: "/") else { return descriptor }
        mkdir(folder, 0o700)
        mkdir(String(draft[..<slash]), 0o700)
        return open(draft, flags, 0o600)
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    private struct Entry {
        let path: String
        let bytes: Int
        let used: Int
    }

    /// Takes the entries away that were used least lately, of some folders chosen by chance.
    private func makeRoom() {
        cleaning.withLock { _ in
            let target = Int(Double(maxBytes) * Self.roomPart)
            var folders = Array(0..<Self.folderCount).shuffled()
            while self[.bytes] > target, !folders.isEmpty {
                var entries: [Entry] = []
                while entries.count < Self.fewestLooked, let number = folders.popLast() {
                    entries += self.entries(of: number, takingAwayStale: false)
                }
                // With more folders to look into, the younger half is likely younger than what is there.
                let most = folders.isEmpty ? entries.count : (entries.count + 1) / 2
                for entry in entries.sorted(by: { $0.used < $1.used }).prefix(most)
                where self[.bytes] > target {
                    takeAway(entry.path, bytes: entry.bytes, .evictions)
                }
            }
        }
    }

    private func takeAway(_ path: String, bytes: Int, _ counter: Counter) {
        // Only the process that really removes it counts it.
        guard unlink(path) == 0 else { return }
        add(-bytes, to: .bytes)
        add(1, to: counter)
    }

    private func entries(of number: Int, takingAwayStale: Bool) -> [Entry] {
        let path = path(of: number)
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let item = readdir(stream) {
            let name = withUnsafeBytes(of: &item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let file = "\(path)/\(name)"
            var state = stat()
            guard lstat(file, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { continue }
            if name.hasSuffix(".new") {
                if takingAwayStale, time(nil) - state.st_mtim.tv_sec > Self.secondsOfStaleFiles {
                    unlink(file)
                }
                continue
            }
            entries.append(Entry(path: file, bytes: Int(state.st_size), used: state.st_mtim.tv_sec))
        }
        return entries
    }

    private func path(of number: Int) -> String {
        "\(folder)/\(Base64Text.hexadecimal([UInt8(number & 255)]))"
    }

    private func path(of identity: String) -> String {
        let digits = Base64Text.hexadecimal(SHA256Digest.digest(of: identity))
        return "\(folder)/\(digits.prefix(2))/\(digits.dropFirst(2))"
    }
}
