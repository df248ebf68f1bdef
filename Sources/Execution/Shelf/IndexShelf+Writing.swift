internal import Glibc

extension IndexShelf {
    /// An index of the folder.
    struct Entry {
        let path: String
        let bytes: Int
        /// Seconds since 1970.
        let used: Int
    }

    /// Writes the file of a key, whose lock the caller has; false where it cannot be kept.
    func keep(_ draft: SectionDraft, _ key: [UInt8], _ nanoseconds: Int) -> Bool {
        let layout = draft.layout(buildNanoseconds: nanoseconds)
        guard layout.length <= maxBytes else {
            noteTooLarge(layout.length)
            return false
        }
        let path = path(of: key)
        makeRoom(for: layout.length)
        let cause = write(draft, layout, key, to: path)
        note(cause)
        countBytes()
        // Whoever wants it next looks at it once: at this moment nobody could prove anything.
        return cause == nil
    }

    /// Why it could not be written; nil when it was.
    private func write(_ draft: SectionDraft, _ layout: SectionLayout, _ key: [UInt8], to path: String)
        -> String?
    {
        let name = "\(path).new"
        guard let descriptor = made(name) else { return "\(name): \(Self.lastError)" }
        var isWritten = layout.head(key: key, sum: draft.sum).withUnsafeBytes {
            Self.write(descriptor, $0, at: 0)
        }
        for (section, part) in zip(layout.sections, draft.sections) {
            part.elements.withBytes { bytes in
                isWritten = isWritten && Self.write(descriptor, bytes, at: section.offset)
            }
        }
        // Nothing but what is on the disk gets its name; the length is a multiple of the alignment.
        isWritten = isWritten && ftruncate(descriptor, layout.length) == 0 && fsync(descriptor) == 0
        var cause = isWritten ? nil : "\(name): \(Self.lastError)"
        close(descriptor)
        if cause == nil {
            // Where a folder stands in its place, and is empty.
            rmdir(path)
            if rename(name, path) != 0 { cause = "\(path): \(Self.lastError)" }
        }
        if cause != nil { unlink(name) }
        return cause
    }

    /// A new file in the place of one that somebody left unfinished; the folder is made again if it was removed.
    private func made(_ name: String) -> Int32? {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        unlink(name)
        var descriptor = open(name, flags, 0o600)
        if descriptor < 0, errno == ENOENT, Self.fault(of: folder, isMade: true) == nil {
            descriptor = open(name, flags, 0o600)
        }
        return descriptor < 0 ? nil : descriptor
    }

    private static var lastError: String { String(cString: strerror(errno)) }

    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, offset + written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    // Room.

    /// Takes indexes away, those first that were used the longest ago; who has one mapped keeps it.
    private func makeRoom(for bytes: Int) {
        var entries = entries.sorted { $0.used < $1.used }[...]
        var sum = entries.reduce(0) { $0 + $1.bytes }
        while sum > maxBytes - bytes, let oldest = entries.popFirst() {
            takeAway(oldest.path, .evictions)
            sum -= oldest.bytes
        }
    }

    /// Takes a file away with its proof.
    func takeAway(_ path: String, _ counter: Counter) {
        unlink(Self.proof(of: path))
        // Only the process that really removes it counts it.
        if unlink(path) == 0 { add(1, to: counter) }
    }

    /// Whether a file's name is one that a shelf gives: it begins with a key.
    static func isOwn(_ name: String) -> Bool {
        let key = name.utf8.prefix(keyDigits)
        return key.count == keyDigits
            && key.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Hexadecimal digits of a key, which is a digest.
    private static var keyDigits: Int { 64 }

    /// All indexes of the folder, and what others left unfinished.
    var entries: [Entry] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let item = readdir(stream) {
            let name = withUnsafeBytes(of: &item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard Self.isOwn(name), name.hasSuffix(".index") || name.hasSuffix(".new") else { continue }
            let path = "\(folder)/\(name)"
            var (status, proof) = (stat(), stat())
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            let hasProof = lstat(Self.proof(of: path), &proof) == 0
            let used = max(status.st_mtim.tv_sec, hasProof ? proof.st_mtim.tv_sec : 0)
            entries.append(Entry(path: path, bytes: Int(status.st_size), used: used))
        }
        return entries
    }
}
