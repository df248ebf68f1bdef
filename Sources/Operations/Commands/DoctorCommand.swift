internal import ArgumentParser
internal import Cube
internal import Gateway
internal import Portal

/// `sluice doctor`: what is wrong with a cube, and what works all the same.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "List what is wrong with a store's metadata and which services will work.",
        discussion: "Exits 0 when nothing was found, 2 when something was."
    )

    @OptionGroup var place: StorePlace

    func run() throws {
        let opened = try place.openStore()
        let dataset = opened.dataset
        let text = Self.text(dataset) + Self.text(opened.places)
        print(VisibleText.of(text, lines: true), terminator: "")
        let isWell =
            dataset.findings.isEmpty
            && dataset.variables.allSatisfy { VariableCapabilities($0).noPlace == nil }
        if !isWell { throw ExitCode(2) }
    }

    /// Which prefixes the configuration would have to list: a hint, for a repository allows nothing.
    static func text(_ places: [VirtualPlace]) -> String {
        guard !places.isEmpty else { return "" }
        let lines = places.map { place in
            // It comes from the repository: nothing of it may be more than text on a terminal.
            let shown = String(
                place.prefix.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(512)
            )
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
                let capabilities = VariableCapabilities(variable)
                let isPlaced = capabilities.noPlace == nil
                let reasons = [capabilities.noPlace, capabilities.noDates].compactMap { $0 }
                return [
                    variable.name, "yes", isPlaced ? "yes" : "no", isPlaced ? "yes" : "no",
                    reasons.joined(separator: "; "),
                ]
            }
        )
        let findings = dataset.findings.map { finding in
            "- \(finding.subject.isEmpty ? "dataset" : finding.subject): \(finding.text)\n  \(finding.problem.remedy)\n"
        }
        let list = findings.isEmpty ? "Nothing wrong was found.\n" : findings.joined()
        return "\(dataset.title)\n\n\(services.text)\n\(list)"
    }
}
