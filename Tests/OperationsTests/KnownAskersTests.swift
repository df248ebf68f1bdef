import Authentication
import Glibc
import Principals
import TestSupport
import Testing

@testable import Operations

/// Names in rules, quotas and groups that nobody has, as far as the files tell.
@Suite struct KnownAskersTests {
    private let folder = TemporaryFolder()
    private static let hash = "$6$salt$\(String(repeating: "a", count: 86))"

    init() throws {
        folder.write(Array("ada:\(Self.hash)\nbob:\(Self.hash)\n".utf8), to: "users")
        chmod("\(folder.path)/users", 0o600)
        let file = TokenFile(path: "\(folder.path)/tokens")
        try file.change { list in
            for (number, owner) in ["ada", "robot", "robot"].enumerated() {
                let record = TokenRecord(
                    name: "t\(number)",
                    owner: owner,
                    created: 0,
                    expires: nil,
                    digest: [UInt8](repeating: UInt8(number), count: 32)
                )
                try list.add(#require(record))
            }
        }
    }

    private func login(_ yaml: String) throws -> LoginSettings? {
        try Configuration(yaml: "login: {\(yaml)}", file: "c", directory: folder.path).login
    }

    private static let all: [Audience] = [
        .everybody, .strangers, .user("ada"), .user("bpb"), .user("robot"), .token("t1"), .token("t7"),
        .group("g"),
    ]

    @Test func namesThatNobodyHasAreTold() throws {
        let known = KnownAskers(try login("users_file: users, tokens: {path: tokens}, groups: {g: [ada]}"))
        #expect(
            known.problems(with: Self.all) == [
                "there is no user 'bpb' in the files of 'login'; did you mean 'bob'?",
                "there is no token 't7'; did you mean 't0'?",
            ]
        )
    }

    /// Of a token without a users file the owner is known.
    @Test func filesAreLookedAtThatThereAre() throws {
        let tokens = KnownAskers(try login("tokens: {path: tokens}"))
        #expect(tokens.users == ["ada", "robot"] && tokens.tokens == ["t0", "t1", "t2"])
        let users = KnownAskers(try login("users_file: users"))
        #expect(users.users == ["ada", "bob"] && users.tokens == [])
    }

    @Test(arguments: [
        "users_file: users, oidc: {issuer: 'https://i.example', audience: a, groups_claim: g}",
        "users_file: users, client_certificates: true", "users_file: absent",
    ])
    func nobodyIsUnknownWhereOthersMayCome(_ yaml: String) throws {
        let known = KnownAskers(try login(yaml))
        #expect(known.users == nil && known.problems(with: [.user("zoe")]).isEmpty)
        #expect(KnownAskers(nil) == KnownAskers())
    }

    @Test func membersOfGroupsAreSomebody() throws {
        let settings = try #require(try login("users_file: users, groups: {g: [ada, boob], h: [robot]}"))
        #expect(
            KnownAskers(settings).problems(withGroupsOf: settings) == [
                "'g' has 'boob', and there is no such user in the files of 'login'; did you mean 'bob'?",
                "'h' has 'robot', and there is no such user in the files of 'login'",
            ]
        )
    }

    /// Who is taken out of the users file has tokens that stay good.
    @Test func tokensOfWhomThereIsNoMoreAreNamed() throws {
        let settings = try #require(try login("users_file: users, tokens: {path: tokens}"))
        let told = LoginCheck.problems(with: settings)
        #expect(told.map(\.severity) == [.warning])
        let words = told.first?.error.problem ?? ""
        #expect(
            words.contains("'robot' is no user of") && words.contains("sluice token revoke t1 t2"),
            "\(words)"
        )
        let others = try #require(
            try login("users_file: users, tokens: {path: tokens}, client_certificates: true")
        )
        #expect(LoginCheck.problems(with: others).isEmpty)
    }
}
