import ArgumentParser
import Authentication
import Glibc
import Principals
import TestSupport
import Testing

@testable import Operations

/// Whom `sluice access explain` takes somebody for, and what it says of what only others can know.
@Suite struct AccessExplanationTests {
    private static let yaml = """
        datasets: [{id: air, store: /a}, {id: sea, store: /b}]
        login:
          groups: {modellers: [ada], staff: [bob]}
          tokens: {path: PATH}
          oidc: {issuer: "https://login.example.org", audience: sluice, groups_claim: roles}
        access:
          - {datasets: [air], to: ["group:staff", "group:night"]}
          - {datasets: [sea], to: ["token:viewer"]}
          - {datasets: [sea], to: ["group:modellers"], window: {variables: [t]}}
        """

    private let folder = TemporaryFolder()

    private func configuration(_ yaml: String = yaml) throws -> Configuration {
        try Configuration(
            yaml: yaml.replacing("PATH", with: "\(folder.path)/tokens"),
            file: "c.yaml",
            directory: folder.path
        )
    }

    /// Two tokens of Ada's: one of a group and good for one dataset over one protocol, one that is over.
    private func writeTokens() throws {
        let file = TokenFile(path: "\(folder.path)/tokens")
        try file.change { list in
            let viewer = TokenRecord(
                name: "viewer",
                owner: "ada",
                groups: ["night"],
                scope: Scope(datasets: ["sea", "a*"], protocols: ["wms"]),
                created: 0,
                expires: nil,
                digest: [UInt8](repeating: 1, count: 32)
            )
            let old = TokenRecord(
                name: "old",
                owner: "ada",
                scope: Scope(datasets: ["sea"]),
                created: 0,
                expires: 1,
                digest: [UInt8](repeating: 2, count: 32)
            )
            try list.add(#require(viewer))
            try list.add(#require(old))
        }
    }

    private func explain(_ asker: AccessAsker.Description, _ dataset: String) throws -> AccessExplanation {
        let configuration = try configuration()
        let known = try AccessAsker(asker, under: configuration.login)
        return try AccessExplanation(
            of: dataset,
            to: known.principal,
            under: configuration,
            file: "c.yaml",
            notes: known.notes
        )
    }

    @Test func groupsOfAnIssuerAreTried() throws {
        let without = try explain(.init(user: "ada"), "air")
        #expect(
            !without.isVisible
                && without.text == """
                    air, asked for by 'ada' of modellers:
                      nothing: no rule of c.yaml fits, and what none names is closed
                      not by rule 1 (c.yaml:7), which is for group:staff, group:night
                      an identity of the issuer may be of more groups, by its claim 'roles': try them with --group

                    """
        )
        let with = try explain(.init(user: "ada", groups: ["night", "modellers"]), "air")
        let beginning = "air, asked for by 'ada' of night, modellers:\n  all of it"
        #expect(with.isVisible && with.text.hasPrefix(beginning))
        // Whoever has not signed in has no identity.
        #expect(!(try explain(.init(), "air")).text.contains("--group"))
    }

    @Test func aTokenIsTakenForWhatItIs() throws {
        try writeTokens()
        let viewer = try explain(.init(user: "ada", token: "viewer"), "sea")
        #expect(
            viewer.text == """
                sea, asked for by 'ada' of night, modellers with the token 'viewer':
                  all of it, by rule 2 (c.yaml:8), which is for token:viewer
                  of that what the token is good for: over wms

                """
        )
        #expect(try explain(.init(user: "ada", token: "viewer"), "air").isVisible)
        let old = try explain(.init(user: "ada", token: "old"), "air")
        #expect(
            !old.isVisible
                && old.text == """
                    air, asked for by 'ada' of modellers with the token 'old':
                      nothing: the token is good for datasets=sea alone
                      the token 'old' is over: whoever comes with it is refused

                    """
        )
        #expect(throws: CommandError.noSuchToken("view", known: ["viewer", "old"])) {
            try explain(.init(user: "ada", token: "view"), "sea")
        }
        #expect(throws: CommandError.othersToken("viewer", owner: "ada")) {
            try explain(.init(user: "bob", token: "viewer"), "sea")
        }
    }

    @Test func groupsThatNobodyIsInAreSaidWhereTheyAreKnown() throws {
        try writeTokens()
        #expect(AccessAsker.groups(known: try configuration().login) == nil)
        #expect(AccessAsker.groups(known: nil) == nil)
        let alone = try configuration(
            "login: {groups: {modellers: [ada]}, tokens: {path: PATH}}\ndatasets: []"
        )
        #expect(AccessAsker.groups(known: alone.login) == ["modellers", "night"])
        folder.write(Array("no token".utf8), to: "tokens")
        #expect(AccessAsker.groups(known: alone.login) == nil)
    }

    @Test func theCommandTakesGroupsOneByOne() throws {
        let words = [
            "ada", "sea", "--config", "c.yaml", "--group", "night", "--group", "two words", "--token", "t",
        ]
        let command = try AccessExplainCommand.parse(words)
        #expect(command.groups == ["night", "two words"] && command.token == "t" && command.user == "ada")
    }

    @Test func whatLiesBelowAPrefixIsExplainedByItsName() throws {
        let yaml = "publish: {prefix: /data}\naccess: [{datasets: ['obs-*'], to: ['user:ada']}]"
        let explanation = try AccessExplanation(
            of: "obs-7",
            to: Principal(name: "ada", groups: []),
            under: try configuration(yaml),
            file: "c.yaml"
        )
        #expect(explanation.isVisible)
    }
}
