package import Catalogue
internal import Cube
package import Execution
package import Gateway
package import Serving

/// What is here, for people and programs: the list of datasets at `/`, a page for each at `/datasets/{d}`, and the
/// word for every path that nothing else claims.
package struct PortalService: Service {
    /// What the pages can be had as.
    private static let formats = Negotiation([
        .init(names: ["html"], mediaType: "text/html; charset=utf-8", aliases: ["application/xhtml+xml"]),
        .init(names: ["json"], mediaType: "application/json"),
    ])

    private let catalogue: DatasetCatalogue
    private let offers: Advertisements

    /// `offers` are those of the services that pages and lists tell of.
    package init(catalogue: DatasetCatalogue, offers: Advertisements) {
        self.catalogue = catalogue
        self.offers = offers
    }

    package var prefixes: [String] { ["", "datasets"] }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        let query = try QueryItems(request.rawQuery, plusIsSpace: true)
        try query.checkNoContradictions()
        let format = try Self.formats.choose(format: query["f"], accept: request.headers["Accept"])
        let isJSON = format.names == ["json"]
        switch request.path.segments.filter({ !$0.isEmpty }) {
        case [], ["datasets"]:
            let entries = catalogue.view(for: request.principal).entries(context: context)
            return isJSON
                ? PortalAnswer.json(IndexDocument.value(entries, offers, origin: request.origin))
                : PortalAnswer.html(IndexPage.text(entries, offers, origin: request.origin))
        case let segments where (2...3).contains(segments.count) && segments[0] == "datasets":
            let asked = try ResolvedRequest(
                request,
                segment: 1,
                name: segments[1],
                catalogue: catalogue,
                context: context
            )
            if let address = try asked.pinned(isAsked: ResolvedRequest.asksForPin(query)) { return address }
            if segments.count == 3, segments[2] == "versions" {
                return try versions(of: asked, query, isJSON: isJSON, context: context)
            }
            return try answer(
                about: asked,
                page: segments.count == 3 ? segments[2] : nil,
                isJSON: isJSON,
                context: context
            )
        default: throw RoutingError.noSuchPath(request.path.raw)
        }
    }

    package func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? {
        PortalFailure.response(to: error, request: request)
    }

    private func versions(
        of asked: ResolvedRequest,
        _ query: QueryItems,
        isJSON: Bool,
        context: WorkContext
    ) throws -> Response {
        let found = try VersionsAnswer(asked, query, context: context)
        var answer =
            isJSON
            ? PortalAnswer.json(VersionsDocument.value(found)) : PortalAnswer.html(VersionsPage.text(found))
        asked.sign(&answer)
        return answer
    }

    private func answer(
        about asked: ResolvedRequest,
        page: String?,
        isJSON: Bool,
        context: WorkContext
    ) throws -> Response {
        let (dataset, origin) = (asked.dataset, asked.request.origin)
        if DryRun.isAsked(asked.request) { return try asked.dryRun(limits: []) { .nothing } }
        var answer: Response
        switch page {
        case nil where isJSON:
            answer = PortalAnswer.json(DatasetDocument.value(dataset, offers, origin: origin))
        case nil:
            let tellsVersions = try asked.catalogue.tellsVersions(
                of: dataset.address,
                context: context
            )
            answer = PortalAnswer.html(
                DatasetPage.text(dataset, offers, origin: origin, tellsVersions: tellsVersions)
            )
        case "doctor" where isJSON: answer = PortalAnswer.json(CubeDescription.value(dataset))
        case "doctor":
            // A hint is no reason for an error.
            let places = (try? asked.catalogue.virtualPlaces(of: dataset.address, context: context)) ?? []
            answer = PortalAnswer.html(DoctorPage.text(dataset, places: places, origin: origin))
        default: throw RoutingError.noSuchPath(asked.request.path.raw)
        }
        asked.sign(&answer)
        return answer
    }
}
