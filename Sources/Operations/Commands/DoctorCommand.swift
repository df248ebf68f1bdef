internal import ArgumentParser
internal import Cube

/// `sluice doctor`: what is wrong with a cube, and what works all the same.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "List what is wrong with a store's metadata and which services will work.",
        discussion: "Exits 0 when nothing was found, 2 when something was."
    )

    @OptionGroup var place: StorePlace

    func run() throws {
        let dataset = try place.open()
        print(Self.text(dataset), terminator: "")
        let isWell =
            dataset.findings.isEmpty
            && dataset.variables.allSatisfy { VariableCapabilities($0).noPlace == nil }
        if !isWell { throw ExitCode(2) }
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
