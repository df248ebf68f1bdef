internal import ArgumentParser

/// `sluice access`: questions about the rules of access.
struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Say what the rules of access let somebody see.",
        subcommands: [AccessExplainCommand.self]
    )
}

/// `sluice access explain`: what a person sees of a dataset, and by which rule.
struct AccessExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a person sees of a dataset, by which rule, and which rules were passed over.",
        discussion: "Nobody is asked for a password, and no store is opened. Exits 1 for who sees nothing."
    )

    @Argument(help: "The name of a user; 'anonymous' is whoever has not signed in.")
    var user: String

    @Argument(help: "The id of a dataset.")
    var dataset: String

    @Option(name: .customLong("config"), help: "The configuration (YAML).")
    var path: String

    @Option(
        name: .customLong("group"),
        parsing: .singleValue,
        help: "A group of the user beside those of the configuration, as an issuer may name; may be repeated."
    )
    var groups: [String] = []

    @Option(help: "The name of the API token that the user comes with: its groups and its scope count.")
    var token: String?

    func run() throws {
        let explanation = try CommandRun.opening {
            let configuration = try LoadedConfiguration(path: path, workers: nil).configuration
            let described = AccessAsker.Description(
                user: user == "anonymous" ? nil : user,
                groups: groups,
                token: token
            )
            let asker = try AccessAsker(described, under: configuration.login)
            return try AccessExplanation(
                of: dataset,
                to: asker.principal,
                under: configuration,
                file: path,
                notes: asker.notes
            )
        }
        try CommandRun.print(explanation.text)
        if !explanation.isVisible { throw ExitCode(CommandStatus.findings) }
    }
}
