package import Cube
package import Execution
package import Gateway

/// What is here, for people and programs: the list of datasets at `/`, a page for each at `/datasets/{d}`, and the
/// word for every path that nothing else claims.
package struct PortalService: Service {
    /// What the pages can be had as.
    private static let formats = Negotiation([
        .init(names: ["html"], mediaType: "text/html; charset=utf-8", aliases: ["application/xhtml+xml"]),
        .init(names: ["json"], mediaType: "application/json"),
    ])

    private let catalogue: any Catalogue

    package init(catalogue: any Catalogue) {
        self.catalogue = catalogue
    }

    package var prefixes: [String] { ["", "datasets"] }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        let query = try QueryItems(request.rawQuery, plusIsSpace: true)
        let format = try Self.formats.choose(format: query["f"], accept: request.headers["Accept"])
        let isJSON = format.names == ["json"]
        switch request.path.segments.filter({ !$0.isEmpty }) {
        case [], ["datasets"]:
            let entries = catalogue.entries(context: context)
            return isJSON
                ? PortalAnswer.json(IndexDocument.value(entries, origin: request.origin))
                : PortalAnswer.html(IndexPage.text(entries, origin: request.origin))
        case let segments where segments.count == 2 && segments[0] == "datasets":
            return try page(of: segments[1], isJSON: isJSON, request: request, context: context)
        case let segments where segments.count == 3 && segments[0] == "datasets" && segments[2] == "doctor":
            return try doctor(of: segments[1], isJSON: isJSON, request: request, context: context)
        default: throw RoutingError.noSuchPath(request.path.raw)
        }
    }

    package func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? {
        PortalFailure.response(to: error, request: request)
    }

    private func doctor(
        of name: String,
        isJSON: Bool,
        request: Request,
        context: WorkContext
    ) throws -> Response {
        let dataset = try dataset(named: name, context: context)
        var answer =
            isJSON
            ? PortalAnswer.json(CubeDescription.value(dataset))
            : PortalAnswer.html(DoctorPage.text(dataset, origin: request.origin))
        answer.fields["Sluice-Snapshot"] = dataset.version.snapshot
        return answer
    }

    private func dataset(named name: String, context: WorkContext) throws -> Dataset {
        let address = try DatasetAddress(name)
        return try context.measurements.measure(.plan) {
            try catalogue.dataset(at: address, context: context)
        }
    }

    private func page(
        of name: String,
        isJSON: Bool,
        request: Request,
        context: WorkContext
    ) throws -> Response {
        let dataset = try dataset(named: name, context: context)
        var answer =
            isJSON
            ? PortalAnswer.json(DatasetDocument.value(dataset, origin: request.origin))
            : PortalAnswer.html(DatasetPage.text(dataset, origin: request.origin))
        answer.fields["Sluice-Snapshot"] = dataset.version.snapshot
        return answer
    }
}
