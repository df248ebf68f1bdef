internal import ArgumentParser

/// `sluice config`: what a configuration may hold, for editors and for people, and what it means for nginx.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print what a configuration may hold, or what it means for nginx.",
        subcommands: [Schema.self, Example.self, SiteText.self]
    )

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a JSON Schema of the configuration, for editors."
        )

        func run() throws { try CommandRun.print(ConfigurationSchema.text + "\n") }
    }

    struct Example: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a configuration with every key in comments."
        )

        func run() throws { try CommandRun.print(ConfigurationExample.text) }
    }
}
