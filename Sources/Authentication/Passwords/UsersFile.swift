internal import JSON
internal import ObjectStorage

/// Names and hashed passwords, a line each, as `htpasswd` writes them: `name:hash`, perhaps `:` and a remark.
package struct UsersFile: Sendable {
    /// Tens of thousands of users.
    static let maxBytes = 4 << 20

    private var hashes: [ExactText: PasswordHash] = [:]
    /// In the order of the lines.
    private var order: [PasswordHash] = []
    /// What stands for the file where something shall depend on it that nobody can know.
    private let seed: HMACKey

    package var count: Int { order.count }

    package var names: [String] { hashes.keys.map(\.text) }

    static let empty = UsersFile(seed: HMACKey([]))

    private init(seed: HMACKey) { self.seed = seed }

    /// The sound lines of a text, and what is wrong with the others; `path` is for the advice.
    package static func parse(_ text: String, path: String) -> ParsedLines<UsersFile> {
        var file = UsersFile(seed: HMACKey(SHA256Digest.digest(of: text)))
        var problems: [LineProblem] = []
        // A carriage return is a letter of its own here, which it is not beside a line feed in a `String`.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if let last = lines.popLast(), !last.isEmpty {
            problems.append(LineProblem(line: lines.count + 1, "has no end of its line: is it half written?"))
        }
        for (index, bytes) in lines.enumerated() {
            let line = Substring(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
            if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) || line.utf8.first == UInt8(ascii: "#") {
                continue
            }
            do throws(LineProblem) {
                try file.add(line, number: index + 1, path: path)
            } catch {
                problems.append(error)
            }
        }
        if file.count == 0, problems.isEmpty { problems.append(LineProblem(line: nil, "has no user")) }
        return ParsedLines(content: file, problems: problems)
    }

    private mutating func add(_ line: Substring, number: Int, path: String) throws(LineProblem) {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2 else { throw LineProblem(line: number, "must be such as NAME:HASH") }
        guard UserName.isOne(parts[0]) else {
            throw LineProblem(
                line: number,
                "begins with no name of a user: 1 to 255 bytes, no blanks around it"
            )
        }
        let name = String(parts[0])
        guard hashes[ExactText(name)] == nil else {
            throw LineProblem(
                line: number,
                "has the user '\(name)' for the second time; the first line counts"
            )
        }
        do throws(PasswordHashRefusal) {
            let hash = try PasswordHash(String(parts[1]))
            hashes[ExactText(name)] = hash
            order.append(hash)
        } catch {
            let remedy = "htpasswd -B -C 10 \(path) \(name)"
            throw LineProblem(line: number, "the password of '\(name)' \(error); set it anew: \(remedy)")
        }
    }

    func hash(of user: String) -> PasswordHash? { hashes[ExactText(user)] }

    /// The hash that is worked out for somebody whom the file does not have, so that the time says nothing: of one of the
    /// file's users, always the same for a name and a file, in all processes; nil where there are none.
    func standIn(for user: String) -> PasswordHash? {
        guard !order.isEmpty else { return nil }
        let number = seed.code(of: user).prefix(7).reduce(0) { $0 << 8 | Int($1) }
        return order[number % order.count]
    }
}
