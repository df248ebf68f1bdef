internal import ArgumentParser

/// `sluice token`: secrets for programs, and signed addresses for web maps.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke API tokens, and sign addresses for web maps.",
        discussion: """
            Works on the file that `login: {tokens: {path: FILE}}` of the configuration names. Running servers see a \
            change within seconds. Exits 0 when it is done, 2 when it cannot be.
            """,
        subcommands: [
            TokenCreateCommand.self,
            TokenListCommand.self,
            TokenRevokeCommand.self,
            TokenSignCommand.self,
            TokenRotateCommand.self,
        ]
    )
}

/// Which file of tokens a command is about.
struct TokenFileOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration (YAML).")
    var path: String
}
