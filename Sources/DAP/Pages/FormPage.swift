internal import CF
internal import Cube
internal import Gateway
internal import JSON

/// A form that builds requests: one row per variable, one field per dimension.
enum FormPage {
    /// More variables would make an unusable page; the address still reaches them.
    private static let maxRows = 500

    static func text(_ dataset: Dataset, origin: PublicOrigin) -> String {
        let address = DAPPage.address(dataset.address.text, origin: origin)
        let declarations = DAP2Inventory.of(dataset).declarations
        let rest = max(declarations.count - maxRows, 0)
        let links = dataset.children.prefix(maxRows).map { DAPPage.groupLink($0, origin: origin) }
        let groups = links.isEmpty ? "" : "<p>Groups: \(links.joined(separator: ", "))</p>"
        let form = DAPAnswer.formats.first { dataset.policy.allows(format: $0) } ?? ""
        let suffix = ".\(form)"
        let summary = dataset.summary.map { "<p>\(MarkupText.escape($0))</p>" } ?? ""
        return DAPPage.text(
            title: "\(dataset.title) - OPeNDAP",
            body: """
                <h1>\(MarkupText.escape(dataset.title))</h1>
                \(summary)
                <p><a href="\(address).info">Attributes</a>, <a href="\(address).dds">DDS</a>,
                <a href="\(address).das">DAS</a>, <a href="\(address).help">help</a></p>
                \(groups)
                <p>For a program: <code>\(address)</code></p>
                <form id="request" data-address="\(address)" data-suffix="\(suffix)">
                <table>
                <tr><th></th><th>Variable</th><th>Indices: start:stride:stop, both included</th></tr>
                \(declarations.prefix(maxRows).map(row).joined())</table>
                \(rest > 0 ? "<p>\(rest) more variables are not shown.</p>" : "")
                <p><label>Address <input class="address" id="address" readonly value="\(address)\(suffix)"></label></p>
                \(buttons(dataset))
                </form>
                <script>\(script)</script>
                """
        )
    }

    /// Of the forms in which the dataset's values may be had.
    private static func buttons(_ dataset: Dataset) -> String {
        let all = [
            ("ascii", ".ascii", "Show as text"), ("dods", ".dods", "Get binary (DAP2)"),
            ("dods", ".plan", "What would it cost?"),
        ]
        return all.filter { dataset.policy.allows(format: $0.0) }.map { _, suffix, title in
            "<button type=\"button\" data-suffix=\"\(suffix)\">\(title)</button>"
        }.joined(separator: "\n")
    }

    private static func row(_ declaration: DAP2Declaration) -> String {
        let stored = declaration.array.stored
        let name = MarkupText.escape(declaration.name)
        let title =
            stored.attributes["long_name"]?.stringValue ?? stored.attributes["standard_name"]?.stringValue
        let fields = stored.dimensions.map { dimension in
            "<label>\(MarkupText.escape(dimension.name)) "
                + "<input type=\"text\" data-of=\"\(name)\" value=\"0:1:\(dimension.size - 1)\"></label>\n"
        }
        return """
            <tr><td><input type="checkbox" value="\(name)" aria-label="\(name)"></td>
            <td><code>\(MarkupText.escape(stored.name))</code><br>\(MarkupText.escape(DisplayText.title(title ?? "")))</td>
            <td>\(fields.joined())</td></tr>

            """
    }

    /// Of what stands between the tags; a test holds it against the text.
    static let scriptDigest = "sha256-3QXECpLwLm0OZxFt8fJI+mMqA1JIR4BnbIrts0YhgV4="

    /// Writes the constraint of the boxes that are ticked; names are encoded once more for the address.
    private static let script = """
        const form = document.getElementById("request"), shown = document.getElementById("address");
        function address(suffix) {
          const words = [...form.querySelectorAll("input[type=checkbox]:checked")].map(box => {
            const fields = [...form.querySelectorAll("input[type=text]")].filter(f => f.dataset.of === box.value);
            return encodeURIComponent(box.value) + fields.map(f => "%5B" + encodeURIComponent(f.value.trim()) + "%5D").join("");
          });
          return form.dataset.address + suffix + (words.length ? "?" + words.join(",") : "");
        }
        form.addEventListener("input", () => { shown.value = address(form.dataset.suffix); });
        for (const button of form.querySelectorAll("button"))
          button.addEventListener("click", () => { location.href = address(button.dataset.suffix); });
        """
}
