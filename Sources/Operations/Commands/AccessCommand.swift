internal import ArgumentParser
internal import Catalogue
internal import Principals

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

    @Option(help: "Groups of the user, with commas between them.")
    var groups = ""

    @Option(help: "The name of the API token that the user comes with.")
    var token: String?

    func run() throws {
        let explanation = try CommandRun.opening {
            let configuration = try LoadedConfiguration(path: path, workers: nil).configuration
            return try AccessExplanation(of: dataset, to: principal, under: configuration, file: path)
        }
        try CommandRun.print(explanation.text)
        if !explanation.isVisible { throw ExitCode(CommandStatus.findings) }
    }

    private var principal: Principal {
        Principal(
            name: user == "anonymous" ? nil : user,
            groups: groups.split(separator: ",").map(String.init),
            token: token
        )
    }
}
