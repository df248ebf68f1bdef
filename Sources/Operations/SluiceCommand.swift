internal import ArgumentParser

/// The program, for `main` alone.
package enum Program {
    /// Runs the command that the process was started with, and exits.
    package static func run() -> Never {
        SluiceCommand.main()
        SluiceCommand.exit()
    }
}

/// A line per command.
struct SluiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Publishes Zarr data cubes as maps, points and slices.",
        subcommands: [
            ServeCommand.self,
            WorkerCommand.self,
            ListCommand.self,
            CatCommand.self,
            InspectCommand.self,
            DoctorCommand.self,
            VersionsCommand.self,
            DemoStoreCommand.self,
        ]
    )
}
