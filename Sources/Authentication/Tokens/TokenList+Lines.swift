internal import JSON
internal import ObjectStorage
internal import Principals

extension TokenList {
    static let maxBytes = 8 << 20
    /// A token with every name as long as it may be, and hundreds of groups.
    private static let lineLimits = JSONParser.Limits(depth: 4, bytes: 64 << 10, memory: 4 << 20)
    private static let tokenMembers: Set<String> = [
        "token", "owner", "groups", "scope", "created", "expires", "sha256",
    ]
    private static let keyMembers: Set<String> = ["key", "created", "secret"]

    /// The sound lines of a file, each a JSON object, and what is wrong with the others.
    package static func parse(_ text: String) -> ParsedLines<TokenList> {
        var (list, problems) = (TokenList(), [LineProblem]())
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if let last = lines.popLast(), !last.isEmpty {
            problems.append(LineProblem(line: lines.count + 1, "has no end of its line: is it half written?"))
        }
        for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
            do throws(LineProblem) {
                try list.read(Array(line), number: index + 1)
            } catch {
                problems.append(error)
            }
        }
        return ParsedLines(content: list, problems: problems)
    }

    private mutating func read(_ line: [UInt8], number: Int) throws(LineProblem) {
        let parsed = line.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in try JSONParser.parse(bytes, limits: Self.lineLimits) }
        }
        guard case .success(let value) = parsed, let object = value.objectValue else {
            throw LineProblem(line: number, "is no JSON object")
        }
        let members = Set(object.keys)
        if members.contains("token"), members.isSubset(of: Self.tokenMembers) {
            guard let record = Self.record(object) else {
                throw LineProblem(line: number, "is no whole token")
            }
            do throws(Problem) {
                try add(record)
            } catch {
                throw LineProblem(line: number, "\(error)")
            }
        } else if members == Self.keyMembers {
            guard let key = Self.key(object), keys.allSatisfy({ $0.identity != key.identity }) else {
                throw LineProblem(line: number, "is no whole key, or one that is there already")
            }
            add(key)
        } else {
            throw LineProblem(line: number, "has other members than a token or a key has")
        }
    }

    private static func record(_ object: JSONObject) -> TokenRecord? {
        guard let name = object["token"]?.stringValue, let owner = object["owner"]?.stringValue,
            let created = object["created"]?.stringValue.flatMap(WrittenTime.seconds),
            let digest = object["sha256"]?.stringValue.flatMap(Base64Text.decode),
            let scope = Scope(text: object["scope"]?.stringValue ?? ""),
            (object["scope"] ?? "").stringValue != nil
        else { return nil }
        let groups = (object["groups"] ?? []).arrayValue?.map(\.stringValue)
        guard let groups, !groups.contains(nil) else { return nil }
        var expires: Int?
        if let written = object["expires"] {
            // A date that cannot be read must not be none.
            guard let seconds = written.stringValue.flatMap(WrittenTime.seconds) else { return nil }
            expires = seconds
        }
        return TokenRecord(
            name: name,
            owner: owner,
            groups: groups.compactMap { $0 },
            scope: scope,
            created: created,
            expires: expires,
            digest: digest
        )
    }

    private static func key(_ object: JSONObject) -> SigningKey? {
        guard let identity = object["key"]?.stringValue,
            let created = object["created"]?.stringValue.flatMap(WrittenTime.seconds),
            let secret = object["secret"]?.stringValue.flatMap(Base64Text.decode)
        else { return nil }
        return SigningKey(identity: identity, created: created, secret: secret)
    }

    /// What the file holds, with an end of the line behind each entry.
    var text: String {
        let keys = keys.map { key in
            JSONObject([
                ("key", .string(key.identity)), ("created", .string(WrittenTime.text(key.created))),
                ("secret", .string(Base64Text.encodeForURL(key.secret))),
            ])
        }
        let lines = keys + records.map(Self.object)
        return lines.map { String(decoding: JSONValue.object($0).bytes, as: UTF8.self) + "\n" }.joined()
    }

    private static func object(_ record: TokenRecord) -> JSONObject {
        var object = JSONObject([("token", .string(record.name)), ("owner", .string(record.owner))])
        if !record.groups.isEmpty { object["groups"] = JSONValue(record.groups) }
        if record.scope != .whole { object["scope"] = .string(record.scope.text) }
        object["created"] = .string(WrittenTime.text(record.created))
        if let expires = record.expires { object["expires"] = .string(WrittenTime.text(expires)) }
        object["sha256"] = .string(Base64Text.encodeForURL(record.digest))
        return object
    }
}

extension TokenList.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nameTaken(let name): "the name '\(name)' is taken"
        case .noSuchName(let name, let known):
            known.isEmpty
                ? "there is no token '\(name)', nor any other"
                : "there is no token '\(name)'; there is: \(known.prefix(20).joined(separator: ", "))"
        case .full(let most): "there are \(most) tokens: revoke some"
        }
    }
}
