internal import Catalogue
internal import Cube
internal import Gateway
internal import Serving

/// The versions of a dataset for people.
enum VersionsPage {
    static func text(_ answer: VersionsAnswer) -> String {
        let dataset = answer.asked.dataset
        let parts: [String?] = [
            "<h1>\(MarkupText.escape(dataset.title)): versions</h1>",
            "<p>\(HTMLText.link(answer.page(dataset.address.ref), "The dataset"))</p>",
            answer.changes.map { changes($0, answer) },
            answer.references.map {
                "<h2>Branches</h2>\n" + names($0.branches, answer, none: "There are none.")
            },
            answer.references.map { "<h2>Tags</h2>\n" + names($0.tags, answer, none: "There are none.") },
            "<h2>History</h2>", history(answer),
            answer.next.map { "<p>\(HTMLText.link($0, "Older commits"))</p>" },
            "<p class=\"quiet\">An old state is one <code>@</code> away: <code>\(example(answer))</code> in any address. "
                + HTMLText.link(json(answer), "This page as JSON") + "</p>",
        ]
        return HTMLPage.text(
            title: "\(dataset.title): versions",
            origin: answer.asked.request.origin,
            body: parts.compactMap { $0 }.joined(separator: "\n")
        )
    }

    private static func example(_ answer: VersionsAnswer) -> String {
        let id = answer.asked.dataset.address.id
        return MarkupText.escape("\(id)@\(answer.commits.first?.snapshot ?? "main")")
    }

    private static func json(_ answer: VersionsAnswer) -> String {
        let address = answer.listing()
        return address + (address.contains("?") ? "&f=json" : "?f=json")
    }

    private static func names(_ names: [VersionReferences.Named], _ answer: VersionsAnswer, none: String)
        -> String
    {
        guard !names.isEmpty else { return "<p>\(none)</p>" }
        return HTMLText.table(
            ["Name", "State"],
            rows: names.map { [HTMLText.link(answer.page($0.name), $0.name), snapshot($0.snapshot, answer)] }
        )
    }

    private static func snapshot(_ snapshot: String, _ answer: VersionsAnswer) -> String {
        "<a href=\"\(MarkupText.escape(answer.page(snapshot)))\"><code>\(MarkupText.escape(snapshot))</code></a>"
    }

    private static func history(_ answer: VersionsAnswer) -> String {
        HTMLText.table(
            ["Time", "What and who", "State"],
            rows: answer.commits.map { commit in
                let author = commit.author.map { " <span class=\"quiet\">\(MarkupText.escape($0))</span>" }
                let changes = answer.listing(from: commit.snapshot, changes: commit.snapshot)
                return [
                    "<time datetime=\"\(commit.timeText)\">\(commit.readableTime)</time>",
                    "\(MarkupText.escape(commit.message))\(author ?? "")<br>"
                        + HTMLText.link(changes, "What changed"),
                    snapshot(commit.snapshot, answer),
                ]
            }
        )
    }

    private static func changes(_ changed: ChangedCube, _ answer: VersionsAnswer) -> String {
        let title = "<h2>What \(snapshot(changed.snapshot, answer)) changed</h2>"
        guard let changes = changed.changes else {
            return title + "\n<p>Nothing was written down about this commit.</p>"
        }
        let lists = [
            ("Created", changes.created), ("Deleted", changes.deleted),
            ("New shape or attributes", changes.updated),
            ("Moved", changes.moved.map { $0.joined(separator: " → ") }),
        ]
        let items = lists.filter { !$0.1.isEmpty }.map { name, paths in
            let codes = paths.map { "<code>\(MarkupText.escape($0))</code>" }.joined(separator: ", ")
            return "<dt>\(name)</dt><dd>\(codes)</dd>"
        }
        let parts = [
            title, items.isEmpty ? nil : "<dl>\(items.joined(separator: "\n"))</dl>",
            changed.parts.isEmpty ? nil : values(changed.parts),
            items.isEmpty && changed.parts.isEmpty ? "<p>It changed nothing.</p>" : nil,
        ]
        return parts.compactMap { $0 }.joined(separator: "\n")
    }

    private static func values(_ parts: [ChangedCube.Part]) -> String {
        HTMLText.table(
            ["Array", "Chunks", "Within"],
            rows: parts.map { part in
                let within = part.dimensions.map { $0.map(dimension).joined(separator: "<br>") }
                return [
                    "<code>\(MarkupText.escape(part.path))</code>", "\(part.chunks)", within ?? "not known",
                ]
            }
        )
    }

    private static func dimension(_ dimension: ChangedCube.Part.Dimension) -> String {
        let name = "<code>\(MarkupText.escape(dimension.name))</code>"
        guard !dimension.indices.isEmpty else { return "\(name) nothing" }
        let indices = span(["\(dimension.indices.lowerBound)", "\(dimension.indices.upperBound - 1)"])
        let ends = dimension.ends.map { " <span class=\"quiet\">\(MarkupText.escape(span($0)))</span>" }
        return "\(name) \(indices)\(ends ?? "")"
    }

    /// Both ends, or the one that there is.
    private static func span(_ ends: [String]) -> String {
        ends.first == ends.last ? ends.first ?? "" : ends.joined(separator: " … ")
    }
}
