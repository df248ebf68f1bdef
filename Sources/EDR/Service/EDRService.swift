package import Cube
package import Execution
package import Gateway
internal import JSON
internal import Serving

/// OGC API - Environmental Data Retrieval 1.2 over a catalogue of cubes: metadata, positions and boxes.
///
/// Metadata is JSON or HTML, data is CoverageJSON. Parameters are checked before a dataset is asked for anything, a
/// plan is bound before anything is read, and chunks are read only while the body is written.
package struct EDRService: Service {
    package let prefixes = [Resource.prefix]
    private let catalogue: any Catalogue

    package init(catalogue: any Catalogue) {
        self.catalogue = catalogue
    }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        guard request.method == .get || request.method == .head else {
            throw EDRError.unsupportedMethod(request.method.name)
        }
        let resource = try Resource(request.path)
        let addresses = Addresses(origin: request.origin)
        switch resource {
        case .data(let type, let id):
            let asked = try dataset(id, request, context)
            if let address = try asked.pinned(isAsked: wantsPin(request)) { return address }
            return try DataAnswer(type, asked).response(context: context)
        case .landingPage: return try metadata(request) { LandingPage.document(addresses) }
        case .conformance: return try metadata(request) { Conformance.document(addresses) }
        case .api: return try metadata(request, as: .openAPI) { OpenAPIDocument.document(addresses) }
        case .collections:
            return try metadata(request) {
                let datasets = try publishedDatasets(context)
                return CollectionsDocument.document(datasets, addresses)
            }
        case .collection(let id):
            let asked = try dataset(id, request, context)
            if let address = try asked.pinned(isAsked: wantsPin(request)) { return address }
            return try self.collection(asked, addresses)
        }
    }

    package func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? {
        if case Failure.outsideDomain = error { return Self.nothingThere }
        return ProblemDocument(error)?.response(requestID: request.id)
    }

    /// A legal question that no cell answers (OGC 19-086r9, table 7).
    private static var nothingThere: Response {
        var response = Response(status: 204)
        response.fields["Cache-Control"] = "no-cache"
        return response
    }

    private func dataset(_ id: String, _ request: Request, _ context: WorkContext) throws -> DatasetRequest {
        try DatasetRequest(request, segment: 2, name: id, catalogue: catalogue, context: context)
    }

    private func wantsPin(_ request: Request) throws -> Bool {
        DatasetRequest.asksForPin(try QueryItems(request.rawQuery, plusIsSpace: true))
    }

    private func collection(_ asked: DatasetRequest, _ addresses: Addresses) throws -> Response {
        let collection = try Collection(asked.dataset)
        if DryRun.isAsked(asked.request) { return try asked.dryRun(limits: []) { .nothing } }
        var response = try metadata(asked.request) { CollectionDocument(collection, addresses).json }
        asked.sign(&response)
        return response
    }

    /// All datasets with something to query; one that cannot be opened is missing here and answers for itself at its
    /// own address.
    private func publishedDatasets(_ context: WorkContext) throws -> [Collection] {
        try catalogue.entries(context: context).compactMap { entry in
            try context.check()
            do {
                return try Collection(catalogue.dataset(at: DatasetAddress(id: entry.id), context: context))
            } catch {
                context.measurements.note("edr_unlisted", "\(entry.id): \(error)")
                return nil
            }
        }
    }

    private func metadata(
        _ request: Request,
        as encoding: Encoding = .json,
        _ document: () throws -> JSONValue
    ) throws -> Response {
        let parameters = try QueryParameters(request.rawQuery, known: QueryParameters.common)
        let choice = try Encoding.choose(
            among: [encoding, .html],
            format: parameters["f"],
            accept: request.headers["Accept"]
        )
        let document = try document()
        let body = choice == .html ? HTMLPage(document).bytes : document.bytes
        var response = Response(contentType: choice.contentType, body: .bytes(body))
        response.entityTag = Digest.text(of: body)
        response.fields["Cache-Control"] = "no-cache"
        response.fields["Vary"] = "Accept"
        return response
    }
}
