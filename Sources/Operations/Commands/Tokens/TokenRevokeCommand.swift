internal import ArgumentParser
internal import Authentication

/// `sluice token revoke`: ends tokens, and all addresses that were signed for them.
struct TokenRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End tokens, and the addresses that were signed for them, within seconds."
    )

    @Argument(help: "Names of tokens.")
    var names: [String]

    @OptionGroup var file: TokenFileOption

    func run() throws {
        try CommandRun.opening { try revoke() }
        try CommandRun.print(names.map { "The token '\($0)' is revoked.\n" }.joined())
    }

    /// All of them or none.
    func revoke() throws {
        try file.load().file.change { list in
            for name in names { try list.revoke(name) }
        }
    }
}
