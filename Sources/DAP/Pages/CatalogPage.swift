internal import Catalogue
internal import Cube
internal import Gateway

/// The catalogue for people: the twin of `catalog.xml`.
enum CatalogPage {
    static func text(_ entries: [CatalogueEntry], origin: PublicOrigin) -> String {
        let rows = entries.map { entry in
            let address = DAPPage.address(entry.id, origin: origin)
            let groups = entry.children.map { DAPPage.groupLink($0, origin: origin) }
            return """
                <tr><td><a href="\(address).html">\(MarkupText.escape(entry.title))</a></td>
                <td>\(([MarkupText.escape(entry.summary ?? "")] + groups).joined(separator: " "))</td>
                <td><code>\(address)</code></td></tr>

                """
        }
        let xml = MarkupText.escape(origin.url("/dap/catalog.xml"))
        return DAPPage.text(
            title: "OPeNDAP datasets",
            body: """
                <h1>OPeNDAP datasets</h1>
                <p>Open an address below in ncdump, xarray, MATLAB, Panoply or any other OPeNDAP client.
                For programs this list is <a href="\(xml)">catalog.xml</a>.</p>
                <table>
                <tr><th>Dataset</th><th>About</th><th>Address</th></tr>
                \(rows.joined())</table>
                """
        )
    }
}
