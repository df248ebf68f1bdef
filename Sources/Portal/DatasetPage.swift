internal import Cube
internal import Gateway
internal import Serving

/// One dataset for people: what it holds, and addresses to paste into clients.
enum DatasetPage {
    static func text(
        _ dataset: Dataset,
        _ offers: Advertisements,
        origin: PublicOrigin,
        tellsVersions: Bool
    ) -> String {
        let offered = offers.all(of: AdvertisedDataset(dataset, origin: origin))
        let parts = [
            "<h1>\(MarkupText.escape(dataset.title))</h1>",
            dataset.summary.map { "<p>\(MarkupText.escape($0))</p>" },
            offered.first(where: \.isPicture).map {
                "<p><img src=\"\(MarkupText.escape($0.url))\" alt=\"Map of the dataset\" loading=\"lazy\"></p>"
            },
            "<h2>Addresses</h2>", addresses(offered),
            groups(dataset, origin),
            "<h2>Variables</h2>", variables(dataset),
            "<h2>Axes</h2>", axes(dataset),
            findings(dataset, origin),
            "<p class=\"quiet\">State \(MarkupText.escape(dataset.version.snapshot)). "
                + (tellsVersions
                    ? HTMLText.link(page(dataset, origin) + "/versions", "All versions") + " " : "")
                + HTMLText.link(page(dataset, origin) + "?f=json", "This page as JSON") + "</p>",
        ]
        return HTMLPage.text(
            title: dataset.title,
            origin: origin,
            body: parts.compactMap { $0 }.joined(separator: "\n")
        )
    }

    private static func page(_ dataset: Dataset, _ origin: PublicOrigin) -> String {
        origin.url("/datasets/\(dataset.address.encoded)")
    }

    private static func addresses(_ offered: [Advertisement]) -> String {
        let items = offered.filter { $0.kind == .service } + offered.filter { $0.kind == .example }
        let terms = items.map { item in
            "<dt>\(HTMLText.link(item.url, item.title))</dt><dd><code>\(MarkupText.escape(item.url))</code></dd>"
        }
        return "<dl>\n\(terms.joined(separator: "\n"))\n</dl>"
    }

    /// Nil where there are none.
    private static func groups(_ dataset: Dataset, _ origin: PublicOrigin) -> String? {
        guard !dataset.children.isEmpty else { return nil }
        let items = dataset.children.map { child in
            "<li>" + HTMLText.link(origin.url("/datasets/\(child.encoded)"), child.text) + "</li>"
        }
        return "<h2>Groups</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>"
    }

    private static func variables(_ dataset: Dataset) -> String {
        HTMLText.table(
            ["Name", "Meaning", "Units", "Dimensions", "Type"],
            rows: dataset.variables.map { variable in
                let dimensions = variable.stored.asStored.dimensions.map { "\($0.name) (\($0.size))" }
                return [
                    "<code>\(MarkupText.escape(variable.name))</code>", MarkupText.escape(variable.title),
                    MarkupText.escape(variable.units ?? ""),
                    MarkupText.escape(dimensions.joined(separator: " × ")),
                    MarkupText.escape("\(variable.stored.dataType)"),
                ]
            }
        )
    }

    private static func axes(_ dataset: Dataset) -> String {
        HTMLText.table(
            ["Name", "Role", "Steps", "From", "To", "Units"],
            rows: dataset.axes.map { axis in
                [
                    "<code>\(MarkupText.escape(axis.name))</code>", MarkupText.escape(axis.role.rawValue),
                    "\(axis.count)",
                    MarkupText.escape(axis.ends.first), MarkupText.escape(axis.ends.last),
                    MarkupText.escape(axis.times == nil ? axis.units ?? "" : ""),
                ]
            }
        )
    }

    /// What the dataset's owner should know; nil when all is well.
    private static func findings(_ dataset: Dataset, _ origin: PublicOrigin) -> String? {
        guard !dataset.findings.isEmpty else { return nil }
        let items = dataset.findings.map { finding in
            "<li><code>\(MarkupText.escape(finding.subject))</code> \(MarkupText.escape(finding.text))</li>"
        }
        return "<h2>Findings</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>\n"
            + "<p>\(HTMLText.link(page(dataset, origin) + "/doctor", "How to mend them"))</p>"
    }
}
