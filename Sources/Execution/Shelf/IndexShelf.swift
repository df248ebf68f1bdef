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

    /// What is told of a shelf, of which every process of the host may learn at any time.
    package enum Notice: Sendable, Equatable {
        /// Nothing can be kept, and why.
        case failing(cause: String)
        /// Something can be kept again.
        case working
        /// An index takes more bytes than all of them may.
        case tooLarge(bytes: Int, most: Int)
    }

    package let folder: String
    /// What all indexes may take.
    package let maxBytes: Int
    /// Whose files are believed.
    let owner: uid_t
    /// False where nothing is written: no index, no proof, no lock.
    let keeps: Bool
    private let page: SharedMemory
    private let isFailing = Atomic<Bool>(false)
    private let report: @Sendable (Notice) -> Void

    private static let pageBytes = 4096

    /// A shelf in a folder of this user's own, which is made where its name alone is missing.
    ///
    /// - Throws: why the folder cannot be made or used.
    package init(
        folder: String,
        maxBytes: Int,
        report: @escaping @Sendable (Notice) -> Void = { _ in }
    ) throws(ShelfFault) {
        if let fault = Self.fault(of: folder, isMade: true) { throw fault }
        let path = "\(folder)/usage"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        defer { close(descriptor) }
        guard let page = SharedMemory(sizing: descriptor, bytes: Self.pageBytes) else {
            throw .system(path: path, code: errno)
        }
        (self.folder, self.maxBytes, self.page, self.report) = (folder, maxBytes, page, report)
        (owner, keeps) = (geteuid(), true)
        countBytes()
    }

    /// A folder that is looked into and left as it is, whoever it belongs to: for who may read everything, and would leave
    /// files there that their owner cannot use.
    ///
    /// - Throws: why there is nothing to look into.
    package init(reading folder: String, maxBytes: Int) throws(ShelfFault) {
        var status = stat()
        guard lstat(folder, &status) == 0 else { throw .system(path: folder, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notFolder(path: folder) }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else { throw .open(path: folder) }
        (self.folder, self.maxBytes, page) = (folder, maxBytes, SharedMemory(bytes: Self.pageBytes))
        (owner, keeps, report) = (status.st_uid, false, { _ in })
    }

    /// Why a folder cannot be used by a user; nil where it can be.
    ///
    /// Makes it, if that is wanted, where its name alone is missing.
    package static func fault(
        of folder: String,
        isMade: Bool = false,
        user: UInt32 = geteuid()
    ) -> ShelfFault? {
        if isMade, mkdir(folder, 0o700) != 0, errno != EEXIST { return .system(path: folder, code: errno) }
        var status = stat()
        guard lstat(folder, &status) == 0 else { return .system(path: folder, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { return .notFolder(path: folder) }
        guard status.st_uid == user else {
            return .owner(path: folder, owner: status.st_uid, user: user)
        }
        return status.st_mode & (S_IWGRP | S_IWOTH) == 0 ? nil : .open(path: folder)
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
        if let cause { report(.failing(cause: cause)) } else if wasFailing { report(.working) }
    }

    /// Says that an index has no room, whatever were taken away for it.
    func noteTooLarge(_ bytes: Int) { report(.tooLarge(bytes: bytes, most: maxBytes)) }

    func path(of key: [UInt8]) -> String { "\(folder)/\(Self.name(key)).index" }

    func lockPath(of key: [UInt8]) -> String { "\(folder)/lock-\(Self.name(key.prefix(1)))" }

    /// Hexadecimal digits.
    static func name(_ key: some Sequence<UInt8>) -> String {
        key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
