internal import Catalogue
internal import Cube
internal import Gateway
internal import Serving

/// What is wrong with a dataset's metadata and which services work all the same, for its owner.
enum DoctorPage {
    static func text(_ dataset: Dataset, places: [VirtualPlace], origin: PublicOrigin) -> String {
        let page = origin.url("/datasets/\(dataset.address.encoded)")
        let parts: [String?] = [
            "<h1>\(MarkupText.escape(dataset.title))</h1>",
            "<p>\(HTMLText.link(page, "The dataset"))</p>",
            "<h2>Services</h2>", services(dataset),
            "<h2>Findings</h2>", findings(dataset),
            virtual(places),
        ]
        return HTMLPage.text(
            title: "\(dataset.title): doctor",
            origin: origin,
            body: parts.compactMap { $0 }.joined(separator: "\n")
        )
    }

    /// How many places the repository declares; which ones is for the operator's terminal.
    private static func virtual(_ places: [VirtualPlace]) -> String? {
        guard !places.isEmpty else { return nil }
        let missing = places.count { !$0.isAllowed }
        let advice =
            missing == 0
            ? ""
            : " <code>sluice doctor</code> names them, for <code>virtual_chunks</code> of the configuration."
        return
            "<h2>Virtual chunks</h2>\n<p>The repository declares \(places.count) places of chunks outside of it; "
            + "\(missing) of them may not be read here.\(advice)</p>"
    }

    private static func services(_ dataset: Dataset) -> String {
        HTMLText.table(
            ["Variable", "By index (DAP)", "Maps and points (WMS, EDR)", "Why not"],
            rows: dataset.variables.map { variable in
                let capabilities = VariableCapabilities(variable, in: dataset)
                let reasons = [capabilities.noPlace, capabilities.noDates].compactMap { $0 }
                return [
                    "<code>\(MarkupText.escape(variable.name))</code>", "yes",
                    capabilities.noPlace == nil ? "yes" : "no",
                    MarkupText.escape(reasons.joined(separator: "; ")),
                ]
            }
                + dataset.unreadable.map {
                    [
                        "<code>\(MarkupText.escape($0.name))</code>", "yes", "no",
                        MarkupText.escape($0.reason),
                    ]
                }
                + dataset.texts.map {
                    ["<code>\(MarkupText.escape($0.name))</code>", "yes", "no", "its values are texts"]
                }
        )
    }

    private static func findings(_ dataset: Dataset) -> String {
        guard !dataset.findings.isEmpty else { return "<p>Nothing wrong was found.</p>" }
        let items = FindingGroup.all(dataset.findings).map { finding in
            "<li><code>\(MarkupText.escape(finding.subject))</code> \(MarkupText.escape(finding.text)). "
                + "<span class=\"quiet\">\(MarkupText.escape(finding.problem.remedy))</span></li>"
        }
        return "<ul>\n\(items.joined(separator: "\n"))\n</ul>"
    }
}
