internal import Catalogue
internal import Cube
internal import Execution
internal import Gateway
internal import Serving

/// The catalogue as THREDDS clients read it (InvCatalog 1.0): siphon, Panoply, IDV (digest §9).
struct THREDDSCatalog {
    let xml: String

    /// Of all services together, and of those together that need no places.
    private static let all = "all"
    private static let byIndex = "arrays"

    /// Names of services are unique in a catalogue: those of the second list begin with its own.
    private static func compound(
        _ name: String,
        _ services: [ServiceBase],
        prefix: String
    ) -> String {
        let lines = services.map { service in
            let own = MarkupText.escape(name == all ? service.name : "\(name)-\(service.name)")
            let base = prefix + MarkupText.escape(service.path)
            return
                "    <service name=\"\(own)\" serviceType=\"\(MarkupText.escape(service.type))\" base=\"\(base)\"/>\n"
        }
        return
            "  <service name=\"\(name)\" serviceType=\"Compound\" base=\"\">\n\(lines.joined())  </service>\n"
    }

    init(_ entries: [CatalogueEntry], services: [ServiceBase], origin: PublicOrigin) {
        let prefix = MarkupText.escape(origin.prefix)
        let byIndex = services.filter { !$0.needsPlaces }
        var named: [(name: String, services: [ServiceBase])] = [(Self.all, services)]
        /// The name of the list of those services that have an entry.
        func list(of entry: CatalogueEntry, hasPlaces: Bool) -> String {
            let own = services.filter {
                entry.protocols?.contains($0.prefix) != false && (hasPlaces || !$0.needsPlaces)
            }
            if let known = named.first(where: { $0.services == own }) { return known.name }
            let name = own == byIndex ? Self.byIndex : "services-\(named.count)"
            named.append((name, own))
            return name
        }
        let datasets = entries.map { entry in
            let (id, title) = (MarkupText.escape(entry.id), MarkupText.escape(entry.title))
            let summary = entry.summary.map {
                "<documentation type=\"summary\">\(MarkupText.escape($0))</documentation>"
            }
            let groups = entry.children.map { child in
                let name = MarkupText.escape(child.text)
                let path = MarkupText.escape(PercentCoding.encode(child.text))
                let start = "    <dataset name=\"\(name)\" ID=\"\(name)\" urlPath=\"\(path)\""
                // Whether a group has places is not known before it is asked for.
                return entry.hasPlaces
                    ? start + "/>\n"
                    : start + "><serviceName>\(list(of: entry, hasPlaces: true))</serviceName></dataset>\n"
            }
            let service = list(of: entry, hasPlaces: entry.hasPlaces)
            return """
                  <dataset name="\(title)" ID="\(id)" urlPath="\(id)">
                    <metadata inherited="true"><serviceName>\(service)</serviceName><dataType>GRID</dataType></metadata>\
                \(summary ?? "")
                \(groups.joined())  </dataset>

                """
        }
        let lists = named.map { Self.compound($0.name, $0.services, prefix: prefix) }.joined()
        xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <catalog xmlns="http://www.unidata.ucar.edu/namespaces/thredds/InvCatalog/v1.0"
                     xmlns:xlink="http://www.w3.org/1999/xlink" name="Sluice" version="1.2">
            \(lists)\(datasets.joined())</catalog>

            """
    }
}
