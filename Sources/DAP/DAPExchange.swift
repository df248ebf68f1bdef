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
        case .dds:
            let projection = try dap2().projection
            let response = DAPResponse.text(DDS.text(projection), description: "dods-dds")
            return identified(response, "dds \(projection.canonicalText)")
        case .das:
            let text = DAS.text(DAP2Inventory(dataset), global: dataset.attributes)
            return identified(DAPResponse.text(text, description: "dods-das"), "das")
        case .dods: return wantsDryRun ? try dryRun() : try data()
        case .ascii, .asc: return wantsDryRun ? try dryRun() : try text()
        case .plan: return try dryRun()
        case .version:
            let text = "Core version: DAP/2.0\nServer version: \(DAPResponse.server)\n"
            return DAPResponse.text(text, description: "dods-version")
        case .help: return DAPResponse.text(HelpPage.text, description: "dods-help")
        case .info: return identified(DAPResponse.html(InfoPage.text(dataset), description: "dods-description"), "info")
        case .form: return form()
        case .services: return wantsHTML ? form() : services("application/vnd.opendap.dap4.dataset-services+xml")
        case .dsr: return services("application/vnd.opendap.dap4.dataset-services+xml")
        case .dsrXML, .xml: return services("text/xml; charset=utf-8")
        }
    }

    private func dap2() throws(Failure) -> DAP2Request {
        try DAP2Request(dataset: dataset, rawQuery: request.rawQuery)
    }

    private func identified(_ response: Response, _ content: String) -> Response {
        response.identified(by: dataset, content: content, context: context)
    }

    private func data() throws -> Response {
        let (constraint, data) = try context.measurements.measure(.plan) {
            let request = try dap2()
            return (request.projection.canonicalText, try request.data())
        }
        let body = ResponseBody.measured(length: data.length) { [context] writer in
            try data.write(to: writer, context: context)
        }
        let response = DAPResponse.make(
            contentType: "application/octet-stream", description: "dods-data", body: body)
        return identified(response, "dods \(constraint)")
    }

    private func text() throws -> Response {
        let (constraint, text) = try context.measurements.measure(.plan) {
            let request = try dap2()
            return (request.projection.canonicalText, try request.text())
        }
        let body = ResponseBody.deferred { [context] writer in try text.write(to: writer, context: context) }
        let response = DAPResponse.make(
            contentType: "text/plain; charset=utf-8", description: "dods-ascii", body: body)
        return identified(response, "ascii \(constraint)")
    }

    private func form() -> Response {
        let text = FormPage.text(dataset, origin: request.origin)
        return identified(DAPResponse.html(text, description: "dods-form"), "form")
    }

    private func services(_ type: String) -> Response {
        let text = DatasetServices.text(dataset, origin: request.origin)
        return identified(DAPResponse.xml(text, type: type, isDAP4: true), "services")
    }

    // Dry run and negotiation.

    private var wantsDryRun: Bool {
        request.headers["Prefer"]?.split(separator: ",").contains { $0.trimmed == "dry-run" } ?? false
    }

    private var wantsHTML: Bool {
        request.headers["Accept"]?.split(separator: ",").contains { $0.trimmed.hasPrefix("text/html") } ?? false
    }

    private func dryRun() throws(Failure) -> Response {
        let request = try dap2()
        let bytes: [UInt8]
        do throws(Failure) {
            let plan = try request.plan(request.projection)
            bytes = DryRun.text(plan, length: try request.data().length)
        } catch .tooLarge(let limit, let allowed, let requested, let advice) {
            let failure = Failure.tooLarge(limit: limit, allowed: allowed, requested: requested, advice: advice)
            bytes = DryRun.refusal(dataset, limit: limit, requested: requested, failure)
        }
        let response = DAPResponse.make(contentType: "application/json", description: nil, body: .bytes(bytes))
        return identified(response, "plan \(request.projection.canonicalText)")
    }
}

extension Substring {
    /// Without blanks at either end.
    fileprivate var trimmed: Substring {
        let head = drop { $0 == " " || $0 == "\t" }
        let kept = head.reversed().drop { $0 == " " || $0 == "\t" }.count
        return head.prefix(kept)
    }
}
