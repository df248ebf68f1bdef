internal import CF
internal import ArgumentParser

/// `sluice demo-store`: something to look at without data and without the internet.
struct DemoStoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-store",
        abstract: "Write a small Zarr store of made-up weather, to try everything with.",
        discussion: """
            Twelve days in steps of six hours: air temperature, wind speed on four pressure levels, and sea surface \
            temperature, packed, with nothing on land. The same options always write the same numbers.
            """
    )

    @Argument(help: "A new directory, or an empty one.")
    var directory: String

    @Option(help: "The first step, such as 2026-11-15T00:00:00Z.")
    var start = "2026-11-15T00:00:00Z"

    @Option(help: "Size of a cell in degrees, from 0.25 to 30.")
    var degrees = 0.75

    func validate() throws {
        guard (0.25...30).contains(degrees) else {
            throw ValidationError("--degrees must be from 0.25 to 30")
        }
        guard startMilliseconds != nil else {
            throw ValidationError("--start '\(start)' is not a date such as 2026-11-15T00:00:00Z")
        }
    }

    private var startMilliseconds: Int64? { TimeText(start)?.start(in: .standard) }

    func run() throws {
        guard let startMilliseconds else { throw ExitCode.validationFailure }
        do {
            try DemoStore(grid: DemoGrid(degrees: degrees, start: startMilliseconds)).write(to: directory)
        } catch {
            FailedStart.report(error.description)
            throw ExitCode.failure
        }
    }
}
