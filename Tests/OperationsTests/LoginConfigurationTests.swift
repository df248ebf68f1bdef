import ArgumentParser
import Authentication
import Glibc
import JSON
import Principals
import TestSupport
import Testing

@testable import Operations

/// `login:` of a configuration, what `sluice check` says of its files, and `sluice token`.
@Suite struct LoginConfigurationTests {
    private let folder = TemporaryFolder()

    private func read(_ yaml: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc/sluice")
    }

    @Test func everySettingIsRead() throws {
        let login = try read(
            """
            login:
              users_file: users
              groups: {staff: [alice, bob], nobody: []}
              tokens: {path: /var/lib/sluice/tokens.jsonl}
              oidc: {issuer: "https://login.example.org/", audience: sluice, groups_claim: roles}
              client_certificates: true
            """
        ).login
        var expected = LoginSettings()
        expected.usersFile = "/etc/sluice/users"
        expected.groups = ["staff": ["alice", "bob"], "nobody": []]
        expected.tokensFile = "/var/lib/sluice/tokens.jsonl"
        expected.issuer = IssuerSettings(
            issuer: "https://login.example.org/",
            audience: "sluice",
            groupsClaim: "roles"
        )
        expected.takesClientCertificates = true
        #expect(login == expected)
        #expect(try read("datasets: []").login == nil)
        #expect(try read("login: {tokens: {path: t}}").login?.tokensFile == "/etc/sluice/t")
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let yaml: String
        let line: Int
        let says: String
        var testDescription: String { yaml }
    }

    @Test(arguments: [
        Mistake(yaml: "login:\n  user_file: u", line: 2, says: "did you mean 'users_file'?"),
        Mistake(yaml: "login:\n  tokens: t", line: 2, says: "must be a mapping with some of: path"),
        Mistake(yaml: "login:\n  tokens: {file: t}", line: 2, says: "unknown key 'file' in 'login.tokens'"),
        Mistake(yaml: "login:\n  tokens: {path: }", line: 2, says: "needs 'path'"),
        Mistake(yaml: "login:\n  oidc: {audience: a}", line: 2, says: "needs 'issuer'"),
        Mistake(yaml: "login:\n  oidc: {issuer: a}", line: 2, says: "needs 'audience'"),
        Mistake(yaml: "login:\n  client_certificates: yes", line: 2, says: "must be true or false"),
        Mistake(yaml: "login:\n  users_file: u\n  groups: [a]", line: 3, says: "a mapping of groups"),
        Mistake(
            yaml: "login:\n  users_file: u\n  groups:\n    a: bob",
            line: 4,
            says: "'login.groups.a' must be a list of texts"
        ),
        Mistake(
            yaml: "login:\n  users_file: u\n  groups:\n    a: ['b:c']",
            line: 4,
            says: "'b:c', which cannot be the name of a user"
        ),
        Mistake(
            yaml: "login:\n  users_file: u\n  groups: {'a,b': []}",
            line: 3,
            says: "names without blanks"
        ),
        Mistake(yaml: "login:\n  groups: {a: [b]}", line: 2, says: "nobody can sign in"),
        Mistake(yaml: "login:\n  client_certificates: false", line: 2, says: "nobody can sign in"),
    ]) func mistakesAreNamed(_ mistake: Mistake) {
        do throws(ConfigurationError) {
            _ = try read(mistake.yaml)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains(mistake.says), "\(error)")
            #expect(error.line == mistake.line)
        }
    }

    private func write(users: String?, tokens: String?) {
        folder.write("login: {users_file: users, tokens: {path: tokens}}\ndatasets: []\n", to: "c.yaml")
        folder.write("0123456789abcdef0123456789abcdef\n", to: "gate.conf")
        if let users { folder.write(users, to: "users") }
        if let tokens { folder.write(tokens, to: "tokens") }
    }

    private var path: String { "\(folder.path)/c.yaml" }

    private static let right = "alice:$2y$05$2we1vZDxoGA9fnhsI4gjNeIA9L1yNpeUufZLYF.iVs.1fvDY.2L9W\n"

    @Test func theCheckNamesLinesOfTheFiles() {
        write(users: Self.right + "eve:$apr1$sy9EhJq6$hicmD/Iu0lHsiLPYL1J1Z0\n", tokens: "{}\n")
        let check = ConfigurationCheck(file: path, opensDatasets: false)
        #expect(!check.isRight)
        let remedy = "htpasswd -B -C 10 \(folder.path)/users eve"
        #expect(
            check.text.contains("\(folder.path)/users:2: error: the password of 'eve' is hashed by $apr1$")
        )
        #expect(check.text.contains(remedy) && !check.text.contains("hicmD"))
        #expect(check.text.contains("\(folder.path)/tokens:1: error: has other members than"))
    }

    @Test func theCheckIsContentWithRightFiles() {
        write(users: Self.right, tokens: nil)
        #expect(ConfigurationCheck(file: path, opensDatasets: false).isRight)
        write(users: Self.right, tokens: "")
        #expect(ConfigurationCheck(file: path, opensDatasets: false).isRight)
        #expect(chmod("\(folder.path)/tokens", 0o604) == 0)
        let check = ConfigurationCheck(file: path, opensDatasets: false)
        #expect(check.text.contains("\(folder.path)/tokens: error: can be read by everybody on this host"))
    }

    private func created(_ words: String...) throws -> (APIToken, TokenRecord) {
        try TokenCreateCommand.parse(words + ["--config", path]).create(at: 1_796_000_000)
    }

    /// 2026-11-30T00:53:20Z by Python; 90 days of 86,400 s later it is 2027-02-28.
    @Test func aTokenIsMadeListedSignedForAndRevoked() throws {
        write(users: Self.right, tokens: nil)
        let (token, record) = try created(
            "map",
            "--owner",
            "alice",
            "--group",
            "staff",
            "--scope-datasets",
            "air,obs-*",
            "--protocols",
            "wms"
        )
        #expect(record.scope == Scope(datasets: ["air", "obs-*"], protocols: ["wms"]))
        #expect(record.groups == ["staff"])
        _ = try created("all", "--owner", "bob", "--expires", "never")
        let records = try TokenFile(path: "\(folder.path)/tokens").read().records
        let table = TokenListCommand.table(records, at: 1_796_000_000)
        #expect(
            table == """
                NAME  OWNER  GROUPS  SCOPE                             CREATED               EXPIRES               STATE
                map   alice  staff   datasets=air,obs-*;protocols=wms  2026-11-30T00:53:20Z  2027-02-28T00:53:20Z  good
                all   bob                                              2026-11-30T00:53:20Z  never                 good

                """
        )
        let json = TokenListCommand.json(records, at: 1_900_000_000)
        #expect(try JSONParser.parse(json).arrayValue?.map { $0["over"] } == [true, false])
        for text in [table, json] { #expect(!text.contains(token.text) && !text.contains("sha256")) }
        let sign = try TokenSignCommand.parse([
            "map", "--config", path, "--datasets", "air", "--expires", "8w",
        ])
        let (address, end) = try sign.sign(at: 1_796_000_000)
        #expect(address.scope == Scope(datasets: ["air"], protocols: ["wms"]))
        #expect(address.expires == 1_796_000_000 + 8 * 7 * 86_400 && end == address.expires)
        // The token ends before it.
        let (_, early) = try sign.sign(at: 1_796_000_000 + 80 * 86_400)
        #expect(early == 1_796_000_000 + 90 * 86_400)
        try TokenRevokeCommand.parse(["map", "--config", path]).revoke()
        #expect(try TokenFile(path: "\(folder.path)/tokens").read().records.map(\.name) == ["all"])
        #expect(throws: SignedAddress.Problem.noToken("map")) { try sign.sign(at: 1_796_000_000) }
    }

    @Test func severalAreRevokedOrNone() throws {
        write(users: Self.right, tokens: nil)
        _ = try created("a", "--owner", "alice")
        #expect(throws: TokenList.Problem.noSuchName("b", known: [])) {
            try TokenRevokeCommand.parse(["a", "b", "--config", path]).revoke()
        }
        #expect(try TokenFile(path: "\(folder.path)/tokens").read().records.map(\.name) == ["a"])
    }

    @Test(arguments: [
        (["a/b", "--owner", "x"], "cannot be the name of a token"),
        (["a", "--owner", "x:y"], "cannot be an owner"),
        (["a", "--owner", "x", "--group", "g,h"], "cannot be a group"),
        (["a", "--owner", "x", "--expires", "soon"], "--expires soon is no end: such as 12h"),
        (["a", "--owner", "x", "--expires", "2020-01-01"], "is over already"),
        (["a", "--owner", "x", "--datasets", "air/sst"], "'air/sst' cannot be the name of a dataset"),
        (["a", "--owner", "x", "--datasets", "air,"], "'' cannot be the name of a dataset"),
        (["a", "--owner", "x", "--datasets", "air;protocols=wms"], "cannot be the name of a dataset"),
        (["a", "--owner", "x", "--protocols", "wsm"], "no protocol 'wsm'; did you mean 'wms'?"),
        (["a", "--owner", "x", "--protocols", "ftp"], "there is: dap, datasets, edr, wms"),
    ]) func whatCannotBeMadeIsSaid(_ words: [String], _ says: String) {
        write(users: Self.right, tokens: nil)
        let error = #expect(throws: TokenCommandError.self) {
            try TokenCreateCommand.parse(words + ["--config", path]).create(at: 1_796_000_000)
        }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
        #expect(folder.read("tokens") == nil)
    }

    @Test func aConfigurationWithoutAFileOfTokensIsSaid() {
        folder.write("login: {users_file: users}\n", to: "c.yaml")
        #expect(throws: TokenCommandError.noFile(configuration: path)) {
            try TokenRevokeCommand.parse(["a", "--config", path]).revoke()
        }
    }
}
