internal import CF
internal import Gateway
internal import Cube
internal import Grids

/// A dataset's structure and attributes for people: the answer to `.info`.
enum InfoPage {
    static func text(_ dataset: Dataset) -> String {
        let inventory = DAP2Inventory.of(dataset)
        let whole = DDS.text(DAP2Projection.whole(inventory))
        let variables = inventory.declarations.map { declaration in
            let stored = declaration.array.stored
            let shape = stored.dimensions.map { "\($0.name) = \($0.size)" }.joined(separator: ", ")
            return """
                <h2>\(MarkupText.escape(stored.name))</h2>
                <p>\(declaration.array.type.dap2Name)\(declaration.isGrid ? ", Grid" : "") (\(MarkupText.escape(shape)))</p>
                \(table(DAS.attributes(of: declaration.array)))

                """
        }
        let global = TypedAttribute.list(dataset.attributes, variable: nil, dialect: .dap2)
        return DAPPage.text(
            title: dataset.title,
            body: """
                <h1>\(MarkupText.escape(dataset.title))</h1>
                \(table(global))
                \(variables.joined())
                <h2>DDS</h2>
                <pre>\(MarkupText.escape(whole))</pre>
                """
        )
    }

    static func table(_ attributes: [TypedAttribute]) -> String {
        guard !attributes.isEmpty else { return "" }
        let rows = attributes.flatMap(\.rows).map { row in
            "<tr><th>\(MarkupText.escape(row.name))</th>"
                + "<td>\(MarkupText.escape(DisplayText.listed(row.values)))</td></tr>\n"
        }
        return "<table>\n\(rows.joined())</table>"
    }
}
