internal import ArgumentParser
internal import Catalogue
internal import Cube
internal import Gateway

/// `sluice doctor`: what is wrong with a cube, and what works all the same.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "List what is wrong with a dataset and which services will work.",
        discussion: """
            Looks at the metadata and tries some chunks of each array, over all of it. Errors keep data from being served \
            right, warnings are about what works less well, notes need nothing. Exits 0 without errors, 1 with some, 2 when the \
            dataset cannot be opened.
            """
    )

    @OptionGroup var target: TargetOptions

    @Flag(help: "Print it as JSON.")
    var json = false

    func run() throws {
        let diagnosis = try CommandRun.opening {
            let target = try target.target()
            return Diagnosis(try OpenedStore(target, version: self.target.version), cache: target.cache)
        }
        if json {
            try CommandRun.print(diagnosis.json + "\n")
        } else {
            let services = Self.text(diagnosis.dataset)
            let text = services + diagnosis.text + Self.text(diagnosis.places)
            try CommandRun.print(VisibleText.of(text, lines: true))
        }
        if diagnosis.hinders { throw ExitCode(CommandStatus.findings) }
    }

    /// Which prefixes the configuration would have to list: a hint, for a repository allows nothing.
    static func text(_ places: [VirtualPlace]) -> String {
        guard !places.isEmpty else { return "" }
        let lines = places.map { place in
            let shown = String(TerminalText.safe(place.prefix).prefix(512))
            let prefix = shown.replacing("'", with: "''")
            let advice =
                place.isAllowed
                ? "allowed"
                : "not allowed; to read what is there: virtual_chunks: [{prefix: '\(prefix)'}], or --allow"
            return "- \(shown): \(advice)\n"
        }
        return "\nThe repository declares virtual chunks below these prefixes:\n" + lines.joined()
    }

    static func text(_ dataset: Dataset) -> String {
        let services = TextTable(
            ["VARIABLE", "DAP", "WMS", "EDR", "WHY NOT"],
            rows: dataset.variables.map { variable in
                let capabilities = VariableCapabilities(variable, in: dataset)
                let isPlaced = capabilities.noPlace == nil
                let reasons = [capabilities.noPlace, capabilities.noDates].compactMap { $0 }
                return [
                    variable.name, "yes", isPlaced ? "yes" : "no", isPlaced ? "yes" : "no",
                    reasons.joined(separator: "; "),
                ]
            } + dataset.unreadable.map { [$0.name, "yes", "no", "no", $0.reason] }
                + dataset.texts.map { [$0.name, "yes", "no", "no", "its values are texts"] }
        )
        return "\(dataset.title)\n\n\(services.text)\n"
    }
}
