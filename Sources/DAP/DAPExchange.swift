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
        case .services: return wantsHTML ? form() : services(Self.servicesType)
        case .dsr: return services(Self.servicesType)
        case .dsrXML, .xml: return services("text/xml; charset=utf-8")
        }
    }

    func identified(_ response: Response, _ content: String) -> Response {
        response.identified(by: dataset, content: content)
    }

    private static let servicesType = "application/vnd.opendap.dap4.dataset-services+xml"

    private func info() -> Response {
        identified(DAPResponse.html(InfoPage.text(dataset), description: "dods-description"), "info")
    }

    private func form() -> Response {
        let text = FormPage.text(dataset, origin: request.origin)
        return identified(DAPResponse.html(text, description: "dods-form"), "form")
    }

    private func services(_ type: String) -> Response {
        let text = DatasetServices.text(dataset, origin: request.origin)
        return identified(DAPResponse.xml(text, type: type, isDAP4: true), "services \(type)")
    }

    /// The bare address is a page for browsers, and a list of services for everything else.
    private var wantsHTML: Bool {
        let offers = Negotiation([
            .init(names: ["xml"], mediaType: Self.servicesType),
            .init(names: ["html"], mediaType: "text/html"),
        ])
        let offer = try? offers.choose(format: nil, accept: request.headers["Accept"])
        return offer?.names == ["html"]
    }

    var wantsDryRun: Bool {
        let preferences = (request.headers["Prefer"] ?? "").split { $0 == "," || $0 == ";" || $0 == " " }
        return preferences.contains("dry-run")
    }
}
