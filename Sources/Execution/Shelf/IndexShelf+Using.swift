internal import CPlatform
internal import Glibc

extension IndexShelf {
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
        if let known = known(key, isLocked: false, read) { return known }
        guard keeps else { return try build() }
        guard let lock = try lock(of: key, context) else {
            note("\(lockPath(of: key)): \(String(cString: strerror(errno)))")
            return try build()
        }
        defer { withExtendedLifetime(lock) {} }
        if let known = known(key, isLocked: true, read) { return known }
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
        guard errno == ENOENT, Self.fault(of: folder, isMade: true) == nil else { return nil }
        return try ShelfLock.taken(path, context: context)
    }

    /// The value that a file has; nil where there is none, or none that is whole: that one is taken away by who has the lock,
    /// for another may have replaced it meanwhile.
    private func known<Value>(_ key: [UInt8], isLocked: Bool, _ read: (SectionFile) -> Value?) -> Value? {
        let path = path(of: key)
        do throws(MappedFile.Fault) {
            let mapped = try MappedFile(path, most: maxBytes, owner: owner)
            let isProven = isProven(mapped, key)
            if let file = SectionFile(mapped, path: path, key: key, isProven: isProven),
                let value = read(file)
            {
                if keeps {
                    if isProven { noteUse(of: key) } else { prove(mapped, key) }
                }
                add(1, to: .hits)
                return value
            }
        } catch .absent {
            return nil
        } catch {}
        if isLocked { takeAway(path, .damaged) }
        return nil
    }

    /// The file that was written just now.
    private func file(of key: [UInt8]) -> SectionFile? {
        let path = path(of: key)
        guard let mapped = try? MappedFile(path, most: maxBytes) else { return nil }
        return SectionFile(mapped, path: path, key: key, isProven: true)
    }
}
