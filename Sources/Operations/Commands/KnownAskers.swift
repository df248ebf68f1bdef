internal import Authentication
internal import Failures
internal import Principals

/// Whom rules of access and quotas can be for, as far as the files know that a configuration names.
///
/// Nil stands for names that nobody here knows all of: an issuer has others, or certificates, or another module of nginx.
struct KnownAskers: Equatable {
    var users: Set<String>?
    var groups: Set<String>?
    var tokens: Set<String>?

    init(users: Set<String>? = nil, groups: Set<String>? = nil, tokens: Set<String>? = nil) {
        (self.users, self.groups, self.tokens) = (users, groups, tokens)
    }

    init(_ login: LoginSettings?) {
        guard let login else { return }
        groups = AccessAsker.groups(known: login)
        // What is wrong with the files is told elsewhere.
        let list = login.tokensFile.map { try? TokenFile(path: $0).read() } ?? TokenList()
        tokens = (list?.records.map(\.name)).map(Set.init)
        guard login.issuer == nil, !login.takesClientCertificates, let list else { return }
        let written = login.usersFile.map(LoginFiles.users(in:)) ?? []
        users = written?.union(list.records.map(\.owner))
    }

    /// What is wrong with a rule's audience: a clause for each name that nobody has.
    func problems(with audience: [Audience]) -> [String] {
        audience.compactMap { one in
            switch one {
            case .everybody, .strangers: nil
            case .user(let name):
                Self.hint(name, users).map { "there is no user '\(name)' in the files of 'login'\($0)" }
            case .group(let name):
                Self.hint(name, groups).map {
                    "nobody is in a group '\(name)': neither 'login: groups' nor a token has it\($0)"
                }
            case .token(let name): Self.hint(name, tokens).map { "there is no token '\(name)'\($0)" }
            }
        }
    }

    /// Members of groups that are nobody.
    func problems(withGroupsOf login: LoginSettings) -> [String] {
        login.groups.sorted { $0.key < $1.key }.flatMap { group, users in
            users.compactMap { user in
                Self.hint(user, self.users).map {
                    "'\(group)' has '\(user)', and there is no such user in the files of 'login'\($0)"
                }
            }
        }
    }

    /// Nil for a name that is known or may be; else which is near, or nothing.
    private static func hint(_ name: String, _ known: Set<String>?) -> String? {
        guard let known, !known.contains(name) else { return nil }
        return NearestName.of(name, among: known.sorted()).map { "; did you mean '\($0)'?" } ?? ""
    }
}
