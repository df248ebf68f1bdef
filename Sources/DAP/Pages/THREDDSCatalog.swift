internal import Cube
internal import Gateway

/// The catalogue as THREDDS clients read it (InvCatalog 1.0): siphon, Panoply, IDV (digest §9).
struct THREDDSCatalog {
    let xml: String

    init(_ entries: [CatalogueEntry], origin: PublicOrigin) {
        let prefix = MarkupText.escape(origin.prefix)
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
                <service name="odap" serviceType="OPENDAP" base="\(prefix)/dap/"/>
                <service name="dap4" serviceType="DAP4" base="\(prefix)/dap/"/>
                <service name="wms" serviceType="WMS" base="\(prefix)/wms/"/>
              </service>
            \(datasets.joined())</catalog>

            """
    }
}
