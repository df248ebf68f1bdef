internal import Cube
internal import Gateway

/// The Dataset Services Response (DAP4 volume 2, section 5): which answers the dataset's address offers.
enum DatasetServices {
    /// `server` is the name and version of this server.
    static func text(_ dataset: Dataset, server: String, origin: PublicOrigin) -> String {
        let address = DAPPage.address(dataset.address.text, origin: origin)
        func service(_ title: String, _ role: String, _ suffix: String, _ type: String) -> String {
            """
              <Service title="\(title)" role="http://services.opendap.org/dap4/\(role)">
                <link type="\(type)" href="\(address)\(suffix)"/>
              </Service>

            """
        }
        let allows = dataset.policy.allows(format:)
        let services = [
            !allows("dap") ? "" : service("DAP4 Data", "data", ".dap", "application/vnd.opendap.dap4.data"),
            service("DAP4 Metadata", "metadata", ".dmr", "application/vnd.opendap.dap4.dataset-metadata+xml"),
            !allows("dods") ? "" : service("DAP2 Data", "dap2/data", ".dods", "application/octet-stream"),
            service("DAP2 Structure", "dap2/dds", ".dds", "text/plain"),
            service("DAP2 Attributes", "dap2/das", ".das", "text/plain"),
            service("Request form", "data-request-form", ".html", "text/html"),
        ]
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <DatasetServices xmlns="http://xml.opendap.org/ns/DAP/4.0/dataset-services#" \
            xml:base="\(address)">
              <DapVersion>4.0</DapVersion>
              <DapVersion>2.0</DapVersion>
              <ServerSoftwareVersion>\(server)</ServerSoftwareVersion>
            \(services.joined())</DatasetServices>

            """
    }
}
