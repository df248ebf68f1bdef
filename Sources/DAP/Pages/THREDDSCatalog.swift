internal import Cube
internal import Execution
internal import Gateway
internal import Serving

/// The catalogue as THREDDS clients read it (InvCatalog 1.0): siphon, Panoply, IDV (digest §9).
struct THREDDSCatalog {
    let xml: String

    init(_ entries: [CatalogueEntry], services: [ServiceBase], origin: PublicOrigin) {
        let prefix = MarkupText.escape(origin.prefix)
        let services = services.map { service in
            let (name, type) = (MarkupText.escape(service.name), MarkupText.escape(service.type))
            let base = prefix + MarkupText.escape(service.path)
            return "    <service name=\"\(name)\" serviceType=\"\(type)\" base=\"\(base)\"/>\n"
        }
        let datasets = entries.map { entry in
            let (id, title) = (MarkupText.escape(entry.id), MarkupText.escape(entry.title))
            let summary = entry.summary.map {
                "<documentation type=\"summary\">\(MarkupText.escape($0))</documentation>"
            }
            let groups = entry.children.map { child in
                let name = MarkupText.escape(child.text)
                let path = MarkupText.escape(PercentCoding.encode(child.text))
                return "    <dataset name=\"\(name)\" ID=\"\(name)\" urlPath=\"\(path)\"/>\n"
            }
            return """
                  <dataset name="\(title)" ID="\(id)" urlPath="\(id)">
                    <metadata inherited="true"><serviceName>all</serviceName><dataType>GRID</dataType></metadata>\
                \(summary ?? "")
                \(groups.joined())  </dataset>

                """
        }
        xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <catalog xmlns="http://www.unidata.ucar.edu/namespaces/thredds/InvCatalog/v1.0"
                     xmlns:xlink="http://www.w3.org/1999/xlink" name="Sluice" version="1.2">
              <service name="all" serviceType="Compound" base="">
            \(services.joined())  </service>
            \(datasets.joined())</catalog>

            """
    }
}
