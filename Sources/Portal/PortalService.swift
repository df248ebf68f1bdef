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

    /// What there is below a dataset.
    private static let (versions, doctor) = ("versions", "doctor")
    private static let pages = [versions, doctor]

    private let catalogue: DatasetCatalogue
    private let offers: Advertisements

    /// `offers` are those of the services that pages and lists tell of.
    package init(catalogue: DatasetCatalogue, offers: Advertisements) {
        self.catalogue = catalogue
        self.offers = offers
    }

    package static let prefix = "datasets"

    package var prefixes: [String] { ["", Self.prefix] }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        let query = try QueryItems(request.rawQuery, plusIsSpace: true)
        try query.checkNoContradictions()
        let segments = request.path.segments.filter { !$0.isEmpty }
        switch segments.first {
        case nil,
            "datasets" where segments.count == 1:
            let entries = catalogue.view(for: request).entries(context: context)
            return try Self.isJSON(request, query)
                ? PortalAnswer.json(IndexDocument.value(entries, offers, origin: request.origin))
                : PortalAnswer.html(IndexPage.text(entries, offers, origin: request.origin))
        case "datasets" where segments.count == 2 || segments.count == 3 && Self.pages.contains(segments[2]):
            let asked = try ResolvedRequest(
                request,
                segment: 1,
                name: segments[1],
                catalogue: catalogue,
                context: context
            )
            if let address = try asked.pinned(isAsked: ResolvedRequest.asksForPin(query)) { return address }
            // Of what is not there no form is acceptable: that comes last.
            let isJSON = try Self.isJSON(request, query)
            let page = segments.count == 3 ? segments[2] : nil
            return page == Self.versions
                ? try versions(of: asked, query, isJSON: isJSON, context: context)
                : try answer(about: asked, page: page, isJSON: isJSON, context: context)
        default: throw RoutingError.noSuchPath(request.path.raw)
        }
    }

    private static func isJSON(_ request: Request, _ query: QueryItems) throws -> Bool {
        let format = try formats.choose(format: query["f"], accept: request.headers["Accept"])
        return format.names == ["json"]
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
        case Self.doctor where isJSON: answer = PortalAnswer.json(CubeDescription.value(dataset))
        case Self.doctor:
            // A hint is no reason for an error.
            let places = (try? asked.catalogue.virtualPlaces(of: dataset.address, context: context)) ?? []
            answer = PortalAnswer.html(DoctorPage.text(dataset, places: places, origin: origin))
        case _ where isJSON:
            answer = PortalAnswer.json(DatasetDocument.value(dataset, offers, origin: origin))
        default:
            let tellsVersions = try asked.catalogue.tellsVersions(
                of: dataset.address,
                context: context
            )
            answer = PortalAnswer.html(
                DatasetPage.text(dataset, offers, origin: origin, tellsVersions: tellsVersions)
            )
        }
        asked.sign(&answer)
        return answer
    }
}
