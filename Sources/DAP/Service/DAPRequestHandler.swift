internal import Catalogue
internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Serving

/// One question about one open dataset, and its answer.
struct DAPRequestHandler {
    let asked: ResolvedRequest
    let documents: DocumentCache
    let context: WorkContext

    var request: Request { asked.request }
    var dataset: Dataset { asked.dataset }

    func response(_ answer: DAPAnswer) throws -> Response {
        if let format = answer.format, !dataset.policy.allows(format: format) {
            throw Failure.notFound(.format, name: format, known: offeredFormats)
        }
        if DryRun.isAsked(request) { return try dryRun(of: answer) }
        switch answer {
        case .dds: return try structure()
        case .das: return try attributes()
        case .dods: return try dap2Data()
        case .ascii, .asc: return try dap2Text()
        case .plan, .dodsPlan, .asciiPlan, .ascPlan, .dapPlan: return try dryRun(of: answer)
        case .version:
            let text = "Core version: DAP/2.0\nServer version: \(DAPResponse.server)\n"
            return DAPResponse.text(text, description: "dods-version")
        case .help: return DAPResponse.text(HelpPage.text, description: "dods-help")
        case .info: return info()
        case .form: return form()
        case .dmr: return try metadata("application/vnd.opendap.dap4.dataset-metadata+xml")
        case .dmrXML: return try metadata("text/xml; charset=utf-8")
        case .dap: return try dap4Data()
        case .services: return bare()
        case .dsr: return services(Self.servicesType)
        case .dsrXML, .xml: return services("text/xml; charset=utf-8")
        }
    }

    /// The forms in which the dataset's values may be handed over.
    private var offeredFormats: [String] {
        DAPAnswer.formats.filter { dataset.policy.allows(format: $0) }
    }

    /// `content` is what else the bytes depend on: the kind of answer and the canonical constraint; the groups of a `tree`
    /// count too.
    func identified(_ response: Response, _ content: String, _ tree: DatasetTree? = nil) -> Response {
        var (response, identity) = (response, AnswerIdentity(dataset, renderer: DAPResponse.server))
        identity.add(content)
        for group in tree?.all.dropFirst() ?? [] {
            identity.add(group.address.text)
            group.identity.add(to: &identity.digest)
        }
        asked.identify(&response, by: identity)
        return response
    }

    /// A description of the whole dataset, made once for each snapshot of it.
    func document(_ kind: String, _ make: () throws -> String) throws -> Document {
        let key = DocumentKey("dap \(kind)", of: dataset)
        return try documents.document(key, of: dataset, context: context) { Array(try make().utf8) }
    }

    /// Limits that an answer by index meets.
    private static let limits: [Limits.Name] = [
        .chunks, .decodedBytes, .fetchedBytes, .outputBytes, .spoolBytes, .seconds, .memory,
    ]

    private func dryRun(of asked: DAPAnswer) throws -> Response {
        let answer = asked.planned ?? asked
        let isText = answer == .ascii || answer == .asc
        var response = try self.asked.dryRun(limits: Self.limits + (isText ? [.outputCells] : [])) {
            switch answer {
            case .dods: try dap2DryRun()
            case .ascii, .asc: try dap2DryRun(ofText: true)
            case .dap: try dap4DryRun()
            default: DryRun.nothing
            }
        }
        DAPResponse.label(&response, isDAP4: answer.isDAP4)
        return response
    }

    /// A page's tag is that of its own text: titles and links come from the configuration and the site.
    func page(_ response: Response, _ text: String) -> Response {
        var response = response
        response.entityTag = "W/" + ContentTag.of(text)
        asked.sign(&response)
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
        let text = DatasetServices.text(dataset, server: DAPResponse.server, origin: request.origin)
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
}
