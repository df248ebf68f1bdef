internal import Cube
internal import Execution
internal import Gateway

/// One question about one open dataset, and its answer.
struct DAPExchange {
    let request: Request
    let dataset: Dataset
    let context: WorkContext

    func response(_ answer: DAPAnswer) throws -> Response {
        switch answer {
        case .dds: return try structure()
        case .das: return attributes()
        case .dods: return wantsDryRun ? try dryRun() : try dap2Data()
        case .ascii, .asc: return wantsDryRun ? try dryRun() : try dap2Text()
        case .plan: return try dryRun()
        case .version:
            let text = "Core version: DAP/2.0\nServer version: \(DAPResponse.server)\n"
            return DAPResponse.text(text, description: "dods-version")
        case .help: return DAPResponse.text(HelpPage.text, description: "dods-help")
        case .info: return info()
        case .form: return form()
        case .dmr: return try metadata("application/vnd.opendap.dap4.dataset-metadata+xml")
        case .dmrXML: return try metadata("text/xml; charset=utf-8")
        case .dap: return wantsDryRun ? try dap4DryRun() : try dap4Data()
        case .services: return bare()
        case .dsr: return services(Self.servicesType)
        case .dsrXML, .xml: return services("text/xml; charset=utf-8")
        }
    }

    func identified(_ response: Response, _ content: String) -> Response {
        response.identified(by: dataset, content: content)
    }

    /// A page's tag is that of its own text: titles and links come from the configuration and the site.
    func page(_ response: Response, _ text: String) -> Response {
        var response = response
        response.entityTag = "W/" + ContentTag.of([text])
        response.fields["Sluice-Snapshot"] = dataset.version.snapshot
        return response
    }

    private static let servicesType = "application/vnd.opendap.dap4.dataset-services+xml"

    private func info() -> Response {
        let text = InfoPage.text(dataset)
        return page(DAPResponse.html(text, description: "dods-description"), text)
    }

    private func form() -> Response {
        let text = FormPage.text(dataset, origin: request.origin)
        return page(DAPResponse.html(text, description: "dods-form"), text)
    }

    private func services(_ type: String) -> Response {
        let text = DatasetServices.text(dataset, origin: request.origin)
        return page(DAPResponse.xml(text, type: type, isDAP4: true), text)
    }

    /// The bare address is a page for browsers, and a list of services for everything else.
    private func bare() -> Response {
        let offers = Negotiation([
            .init(names: ["xml"], mediaType: Self.servicesType),
            .init(names: ["html"], mediaType: "text/html"),
        ])
        let offer = try? offers.choose(format: nil, accept: request.headers["Accept"])
        var response = offer?.names == ["html"] ? form() : services(Self.servicesType)
        response.fields["Vary"] = "Accept"
        return response
    }

    var wantsDryRun: Bool {
        let preferences = (request.headers["Prefer"] ?? "").split { $0 == "," || $0 == ";" || $0 == " " }
        return preferences.contains("dry-run")
    }
}
