internal import ArgumentParser
internal import Catalogue
internal import Gateway

/// `sluice versions`: the branches, tags and history of a repository.
struct VersionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "Print the branches and tags of an Icechunk repository, and the history of one of them."
    )

    @OptionGroup var target: TargetOptions

    @Flag(help: "Print it as JSON.")
    var json = false

    @Flag(help: "Say of each commit what it changed.")
    var changes = false

    @Option(help: "Commits to print at most.")
    var limit = 50

    func run() throws {
        let history = try CommandRun.opening {
            let target = try self.target.target()
            let version = self.target.version
            let opened = try StoredHierarchy(target, version: version)
            guard let source = opened.source else { throw CommandError.noVersions }
            return try VersionHistory(
                source,
                version,
                usual: target.published.ref,
                limit: limit,
                changes: changes,
                opened.context
            )
        }
        try CommandRun.print(json ? history.json + "\n" : VisibleText.of(history.text, lines: true))
    }
}
