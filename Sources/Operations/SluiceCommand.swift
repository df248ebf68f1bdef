internal import ArgumentParser

/// The program, for `main` alone.
package enum Program {
    /// Runs the command that the process was started with, and exits.
    package static func run() -> Never {
        // To a server signals mean something from its first moment on; until it is known what this is, they wait.
        let before = ProcessSignals.hold()
        do {
            var command = try SluiceCommand.parseAsRoot()
            if !(command is ServeCommand || command is WorkerCommand) { ProcessSignals.release(before) }
            try command.run()
            SluiceCommand.exit()
        } catch {
            guard SluiceCommand.exitCode(for: error) == .validationFailure else {
                SluiceCommand.exit(withError: error)
            }
            FailedStart.write("\(SluiceCommand.fullMessage(for: error))\n")
            SluiceCommand.exit(withError: ExitCode(CommandStatus.unusable))
        }
    }
}

/// A line per command.
struct SluiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Publishes Zarr data cubes as maps, points and slices.",
        version: "sluice \(Release.version)",
        subcommands: [
            ServeCommand.self,
            WorkerCommand.self,
            ReloadCommand.self,
            StatusCommand.self,
            CheckCommand.self,
            ConfigCommand.self,
            AccessCommand.self,
            ListCommand.self,
            CatCommand.self,
            InspectCommand.self,
            DoctorCommand.self,
            VersionsCommand.self,
            TokenCommand.self,
            DemoStoreCommand.self,
        ]
    )
}
