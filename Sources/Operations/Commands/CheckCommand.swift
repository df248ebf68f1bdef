internal import ArgumentParser
internal import Glibc

/// `sluice check`: whether a configuration is right, before it is served.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a configuration is right, and with --open whether its datasets can be had.",
        discussion: """
            Names file, line and the nearest right word. Run it as the user that serves: files that root may read may \\
            be closed to it. Exits 0 when all is right (warnings count as right), 1 when something is wrong, 2 when \\
            the file cannot be read.
            """
    )

    @Option(name: .customLong("config"), help: "The configuration (YAML).")
    var path: String

    @Flag(help: "Open every dataset.")
    var open = false

    @Option(
        help:
            "nginx's site, to be compared with the configuration; the one that Debian's nginx has, if it is there."
    )
    var site: String?

    @Option(help: "The site that it should be made from.")
    var template = ConfiguredSite.usualTemplate

    @Flag(help: "Print it as JSON.")
    var json = false

    @Flag(help: "Print nothing when all is right.")
    var quiet = false

    /// A site that was named, or the usual one, if it is there.
    private var installed: ConfigurationCheck.InstalledSite? {
        let usual = SmallFile.isReadable(ConfiguredSite.usualPlace) ? ConfiguredSite.usualPlace : nil
        return (site ?? usual).map { ConfigurationCheck.InstalledSite(file: $0, template: template) }
    }

    func run() throws {
        guard SmallFile.isReadable(path) else {
            FailedStart.report("\(path) cannot be read: \(String(cString: strerror(errno)))")
            throw ExitCode(CommandStatus.unusable)
        }
        let check = ConfigurationCheck(file: path, opensDatasets: open, site: installed)
        if !quiet || !check.isRight { try CommandRun.print(json ? check.json + "\n" : check.text) }
        if !check.isRight { throw ExitCode(CommandStatus.findings) }
    }
}
