internal import ArgumentParser
internal import Authentication
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

    @Option(help: "Groups of the user beside those of the configuration, with commas between them.")
    var groups = ""

    @Option(help: "The name of the API token that the user comes with.")
    var token: String?

    func run() throws {
        let explanation = try CommandRun.opening {
            let configuration = try LoadedConfiguration(path: path, workers: nil).configuration
            let known = principal(with: configuration.login?.groups ?? [:])
            return try AccessExplanation(of: dataset, to: known, under: configuration, file: path)
        }
        try CommandRun.print(explanation.text)
        if !explanation.isVisible { throw ExitCode(CommandStatus.findings) }
    }

    /// In the groups that are given, and in those of the configuration that list the user.
    private func principal(with members: [String: [String]]) -> Principal {
        let named = groups.split(separator: ",").map(String.init)
        let configured = members.filter { $0.value.contains(user) }.map(\.key).sorted()
        return Principal(
            name: user == "anonymous" ? nil : user,
            groups: named + configured.filter { !named.contains($0) },
            token: token
        )
    }
}
