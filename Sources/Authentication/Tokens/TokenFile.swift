internal import Glibc

/// The file of tokens as commands change it: one after the other, each change whole or not at all.
package struct TokenFile: Sendable {
    package enum Problem: Error, Equatable, CustomStringConvertible {
        case unusable(path: String, cause: String)
        case broken(path: String, LineProblem)

        package var description: String {
            switch self {
            case .unusable(let path, let cause): "\(path) \(cause)"
            case .broken(let path, let problem):
                "\(path)\(problem.line.map { ":\($0)" } ?? ""): \(problem.problem); nothing was changed"
            }
        }
    }

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// What it holds; nothing where it is not there.
    ///
    /// - Throws: `Problem`, also where a single line is wrong.
    package func read() throws(Problem) -> TokenList {
        let text: String
        do throws(SecretFileProblem) {
            text = try SecretFileText(path: path, maxBytes: TokenList.maxBytes).text
        } catch .absent {
            return TokenList()
        } catch {
            throw .unusable(path: path, cause: "\(error)")
        }
        let parsed = TokenList.parse(text)
        if let problem = parsed.problems.first { throw .broken(path: path, problem) }
        return parsed.content
    }

    /// Reads it, lets `body` change what it holds, and puts the result in its place; no other command comes between.
    ///
    /// - Throws: `Problem`, or what `body` throws; the file is as it was then.
    package func change<Result>(_ body: (inout TokenList) throws -> Result) throws -> Result {
        let lock = try locked()
        defer { close(lock) }
        var list = try read()
        let before = list.text
        let result = try body(&list)
        if list.text != before { try replace(with: list.text) }
        return result
    }

    /// A file beside it, since it is itself replaced.
    private func locked() throws(Problem) -> Int32 {
        let (name, flags) = ("\(path).lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        var descriptor = open(name, flags | O_CREAT | O_EXCL, 0o600)
        if descriptor >= 0 {
            // Given away is only what is new: what is there may be another name of somebody else's file.
            _ = giveToFolder(descriptor)
        } else if errno == EEXIST {
            descriptor = open(name, flags)
        }
        guard descriptor >= 0 else { throw failure("cannot be locked") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let failure = failure("cannot be locked")
                close(descriptor)
                throw failure
            }
        }
        return descriptor
    }

    private func replace(with text: String) throws(Problem) {
        // Under the lock nobody else writes it: one that is there was left by a command that was killed.
        let draft = "\(path).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be written") }
        let isWritten = keepOwner(descriptor) && Self.write(text, to: descriptor) && fsync(descriptor) == 0
        let failed = failure("cannot be written")
        close(descriptor)
        guard isWritten else {
            unlink(draft)
            throw failed
        }
        guard rename(draft, path) == 0 else {
            let failed = failure("cannot be replaced")
            unlink(draft)
            throw failed
        }
        let folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Owner, group and mode of the file that is replaced; nobody gets to read it who is neither.
    private func keepOwner(_ descriptor: Int32) -> Bool {
        var before = stat()
        guard stat(path, &before) == 0 else { return giveToFolder(descriptor) }
        // Without the right to give it away it stays the caller's own, as it would where the owner calls.
        if before.st_uid != geteuid() || before.st_gid != getegid() {
            guard fchown(descriptor, before.st_uid, before.st_gid) == 0 || geteuid() != 0 else {
                return false
            }
        }
        return fchmod(descriptor, before.st_mode & 0o660 | 0o600) == 0
    }

    /// What root makes in a folder of the service belongs to the service, or it could not read it.
    private func giveToFolder(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard geteuid() == 0, stat(folder, &status) == 0 else { return true }
        return fchown(descriptor, status.st_uid, status.st_gid) == 0
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private func failure(_ what: String) -> Problem {
        .unusable(path: path, cause: "\(what): \(String(cString: strerror(errno)))")
    }
}
