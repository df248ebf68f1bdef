internal import ArgumentParser

/// `sluice reload`: asks a running server to take over its configuration as it is now.
struct ReloadCommand: ParsableCommand {
    /// Longer than two drains of an hour take.
    private static let maxSeconds = 7500.0
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have a running server take over its configuration anew.",
        discussion: """
            The server checks the configuration first: of a broken one nothing is taken over. Run it as the user that \\
            serves, or as root. Exits 0 when the new configuration is right (and, with --wait, its workers have taken \\
            over), 1 when it is not, with the error's text, 2 when no server answers.
            """
    )

    @Flag(help: "Wait until the new workers have taken over.")
    var wait = false

    @Option(name: .customLong("runtime-dir"), help: ControlPlace.help)
    var runtimeDirectory: String?

    func run() throws {
        let answer = ControlSocket.ask(
            wait ? .reloadAndWait : .reload,
            directory: ControlPlace.directory(runtimeDirectory),
            seconds: wait ? Self.maxSeconds : ControlPlace.seconds
        )
        guard let verdict = answer.flatMap(ReloadVerdict.init(json:)) else {
            FailedStart.report(ControlPlace.nobody(runtimeDirectory))
            throw ExitCode(CommandStatus.unusable)
        }
        guard let problem = verdict.problem else { return }
        FailedStart.report(problem)
        throw ExitCode(CommandStatus.findings)
    }
}

/// Where commands find a running server.
enum ControlPlace {
    static let help: ArgumentHelp =
        "Where the server's sockets are; default $RUNTIME_DIRECTORY or /run/sluice."
    /// A supervisor answers between two rounds.
    static let seconds = 30.0

    static func directory(_ given: String?) -> String {
        given ?? Environment.value("RUNTIME_DIRECTORY") ?? "/run/sluice"
    }

    static func nobody(_ given: String?) -> String {
        "no server answers below '\(directory(given))': is it running, and may this user ask it?"
    }
}
