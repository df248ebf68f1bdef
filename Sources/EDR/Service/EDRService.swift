package import Cube
package import Execution
package import Gateway
internal import JSON

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
            return try DataAnswer(type, dataset: dataset(id, context), request: request).response(
                context: context
            )
        case .landingPage: return try metadata(request) { LandingPage.document(addresses) }
        case .conformance: return try metadata(request) { Conformance.document(addresses) }
        case .api: return try metadata(request, as: .openAPI) { OpenAPIDocument.document(addresses) }
        case .collections:
            return try metadata(request) {
                let datasets = try publishedDatasets(context)
                return CollectionsDocument.document(datasets, addresses)
            }
        case .collection(let id):
            let collection = try Collection(dataset(id, context))
            return try metadata(request) { CollectionDocument(collection, addresses).json }
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

    private func dataset(_ id: String, _ context: WorkContext) throws -> Dataset {
        try context.measurements.measure(.plan) {
            try catalogue.dataset(at: DatasetAddress(id), context: context)
        }
    }

    /// All datasets with something to query; one that cannot be opened is missing here and answers for itself at its
    /// own address.
    private func publishedDatasets(_ context: WorkContext) throws -> [Collection] {
        try catalogue.entries(context: context).compactMap { entry in
            try context.check()
            do {
                return try Collection(dataset(entry.id, context))
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
