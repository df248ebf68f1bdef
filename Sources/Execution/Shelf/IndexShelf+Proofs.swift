internal import Glibc

extension IndexShelf {
    /// A use is noted so seldom that reading does not become writing.
    private static let secondsBetweenNotes = 600
    private static let mostProofBytes = 256
    /// Nanoseconds by which a proof is younger than the change of its file at least.
    ///
    /// Clocks of file systems stand still for up to ten milliseconds: a file that is changed twice meanwhile looks as if it
    /// were changed once.
    private static let leastAge = 50_000_000

    static func proof(of path: String) -> String { "\(path).proof" }

    /// Whether a file is the one that somebody has looked at whole, and was not written since.
    func isProven(_ file: MappedFile, _ key: [UInt8]) -> Bool {
        let path = Self.proof(of: path(of: key))
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == owner, status.st_mode & (S_IWGRP | S_IWOTH) == 0,
            MappedFile.nanoseconds(status.st_mtim) &- file.changedNanoseconds >= Self.leastAge
        else { return false }
        var bytes = [UInt8](repeating: 0, count: Self.mostProofBytes)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 && bytes.prefix(count).elementsEqual(file.state.utf8)
    }

    /// Says that all of a file was looked at.
    func prove(_ file: MappedFile, _ key: [UInt8]) {
        let path = Self.proof(of: path(of: key))
        let draft = "\(path).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        var state = file.state
        let isWritten = state.withUTF8 { Self.write(descriptor, UnsafeRawBufferPointer($0), at: 0) }
        close(descriptor)
        if !isWritten || rename(draft, path) != 0 { unlink(draft) }
    }

    /// Takes all proofs of a folder away: who wants an index next looks at all of it, as after a process has died of one.
    package static func disprove(_ folder: String) {
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let item = readdir(stream) {
            let name = withUnsafeBytes(of: &item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isOwn(name), name.hasSuffix(".index.proof") { unlink("\(folder)/\(name)") }
        }
    }

    func noteUse(of key: [UInt8]) {
        let path = Self.proof(of: path(of: key))
        var status = stat()
        guard lstat(path, &status) == 0, time(nil) - status.st_mtim.tv_sec > Self.secondsBetweenNotes else {
            return
        }
        utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    }
}
