internal import Authentication
internal import ObjectStorage
internal import Principals

/// Somebody whose access is explained, as a credential would make them.
struct AccessAsker {
    /// What an operator says of them.
    struct Description {
        /// Nil for whoever has not signed in.
        var user: String?
        /// Groups beside those that the configuration and a token put them into.
        var groups: [String] = []
        /// The name of the API token that they come with.
        var token: String?
    }

    let principal: Principal
    /// What else may count that cannot be known here.
    private(set) var notes: [String] = []

    /// In the groups that are said, in those of the token, and in those of the configuration that list the user; narrowed to what the
    /// token is good for.
    ///
    /// - Throws: `CommandError` for a token that there is not, or that is another's; `TokenFile.Problem`.
    init(_ description: Description, under login: LoginSettings?) throws {
        var (groups, scope) = (description.groups, Scope.whole)
        if let name = description.token, let path = login?.tokensFile {
            let record = try Self.record(of: name, for: description.user, in: TokenFile(path: path).read())
            (groups, scope) = (groups + record.groups, record.scope)
            if record.isOver(at: WallClock.secondsSinceEpoch) {
                notes.append("the token '\(name)' is over: whoever comes with it is refused")
            }
        }
        if let user = description.user {
            let members = login?.groups ?? [:]
            groups += members.filter { $0.value.contains(user) }.map(\.key).sorted()
        }
        var seen: Set<String> = []
        principal = Principal(
            name: description.user,
            groups: groups.filter { seen.insert($0).inserted },
            token: description.token,
            scope: scope
        )
        guard description.user != nil, description.token == nil, let claim = login?.issuer?.groupsClaim else {
            return
        }
        notes.append(
            "an identity of the issuer may be of more groups, by its claim '\(claim)': try them with --group"
        )
    }

    private static func record(of name: String, for user: String?, in list: TokenList) throws(CommandError)
        -> TokenRecord
    {
        guard let record = list.record(named: name) else {
            throw .noSuchToken(name, known: list.records.map(\.name))
        }
        guard record.owner == user else { throw .othersToken(name, owner: record.owner) }
        return record
    }

    /// The groups that somebody can be in; nil where nobody here knows them all: an issuer names others, or nginx does.
    static func groups(known login: LoginSettings?) -> Set<String>? {
        guard let login, login.issuer?.groupsClaim == nil else { return nil }
        var known = Set(login.groups.keys)
        if let path = login.tokensFile {
            // What is wrong with the file is told elsewhere.
            guard let list = try? TokenFile(path: path).read() else { return nil }
            known.formUnion(list.records.flatMap(\.groups))
        }
        return known
    }
}
