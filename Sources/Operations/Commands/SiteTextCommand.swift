internal import ArgumentParser

extension ConfigCommand {
    /// `sluice config site`: nginx's site, as the configuration says.
    struct SiteText: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "site",
            abstract: "Print nginx's site as a configuration means it.",
            discussion: """
                The part 'site' of the configuration has names, certificate, limits, cache and crawlers. Put the text where \\
                nginx looks for sites; `nginx -t` says whether it takes it. The options after --template are for a site \\
                in another place than the configuration's own.
                """
        )

        @Option(name: .customLong("config"), help: "The configuration (YAML).")
        var path: String

        @Option(help: "The site that it is made from.")
        var template = ConfiguredSite.usualTemplate

        @Option(help: "An address and port to listen on; may be given several times.")
        var listen: [String] = []

        @Option(help: "The folder of the workers' sockets.")
        var sockets: String?

        @Option(help: "The file with the gate's secret.")
        var gate: String?

        @Option(help: "The path below which the site hangs.")
        var prefix: String?

        @Option(name: .customLong("cache"), help: "The folder of what nginx keeps.")
        var cache: String?

        @Flag(help: "Keep nothing in nginx: every request is a worker's.")
        var withoutCache = false

        func run() throws {
            try checkTexts()
            let text = try CommandRun.opening {
                let loaded = try LoadedConfiguration(path: path, workers: nil)
                let changes = ConfiguredSite.Changes(
                    listen: listen,
                    sockets: sockets,
                    gate: gate,
                    prefix: prefix,
                    cache: cache,
                    keepsNothing: withoutCache
                )
                return ConfiguredSite(loaded, changes: changes).text(
                    from: try ConfiguredSite.template(at: template)
                )
            }
            try CommandRun.print(text)
        }

        /// What nginx would read as more than one word goes into no site.
        private func checkTexts() throws {
            for (name, isRight) in [
                ("listen", listen.allSatisfy(Operations.SiteText.isListen)),
                ("sockets", sockets.map(Operations.SiteText.isPath) ?? true),
                ("gate", gate.map(Operations.SiteText.isPath) ?? true),
                ("prefix", prefix.map(Operations.SiteText.isPrefix) ?? true),
                ("cache", cache.map(Operations.SiteText.isPath) ?? true),
            ] where !isRight {
                throw ValidationError("--\(name) has a value that cannot stand in nginx's site")
            }
        }
    }
}
