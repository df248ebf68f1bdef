internal import ArgumentParser
internal import Cube
internal import Gateway
internal import Icechunk
internal import JSON
internal import ObjectStorage
internal import Zarr

/// `sluice versions`: the branches, tags and history of a repository.
struct VersionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "Print the branches and tags of an Icechunk repository, and the history of one of them."
    )

    @Argument(help: "A path or URL of a repository.")
    var store: String

    @Flag(help: "Print it as JSON.")
    var json = false

    @Flag(help: "Say of each commit what it changed.")
    var changes = false

    @Option(help: "Commits to print at most.")
    var limit = 50

    @Option(help: "A configuration whose storage profiles say how to ask the store.")
    var config: String?

    @OptionGroup var version: VersionOptions

    func run() throws {
        do {
            let opened = try StoredHierarchy(store, configuration: config, version: version)
            guard let source = opened.source else { throw CommandError.noVersions }
            let history = try VersionHistory(source, version, limit: limit, changes: changes, opened.context)
            print(
                json ? history.json : VisibleText.of(history.text, lines: true),
                terminator: json ? "\n" : ""
            )
        } catch let error as IcechunkError {
            FailedStart.report(error.description)
            throw ExitCode.failure
        } catch let error as any CustomStringConvertible & Error {
            FailedStart.report(StoreCause.text(error))
            throw ExitCode.failure
        }
    }
}
