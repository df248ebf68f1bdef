package import Catalogue
package import Coverages
internal import Cube
package import Execution
internal import Failures
package import Gateway
internal import JSON
package import Serving

/// OGC API - Environmental Data Retrieval 1.2 over a catalogue of cubes: metadata, positions and boxes.
///
/// Metadata is JSON or HTML, data has one of the formats of coverages. Parameters are checked before a dataset is asked for anything, a
/// plan is bound before anything is read, and chunks are read only while the body is written.
package struct EDRService: Service {
    package static let prefix = Resource.prefix

    /// The formats of coverages.
    package static let forms = CoverageFormats(ledger: MemoryLedger(budget: 1 << 20)).all.map {
        ValueForm(name: $0.name, aliases: $0.otherNames + [$0.mediaType] + $0.otherMediaTypes)
    }

    package let prefixes = [Self.prefix]
    let catalogue: DatasetCatalogue
    private let documents: DocumentCache
    let formats: CoverageFormats

    package init(catalogue: DatasetCatalogue, documents: DocumentCache, formats: CoverageFormats) {
        self.catalogue = catalogue
        self.documents = documents
        self.formats = formats
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
            return try DataAnswer(type, asked, formats).response(context: context)
        case .landingPage: return try metadata(request) { LandingPage.document(addresses, formats) }
        case .conformance: return try metadata(request) { Conformance.document(addresses) }
        case .api: return try metadata(request, as: .openAPI) { OpenAPIDocument.document(addresses, formats) }
        case .collections: return try collections(request, addresses, context)
        case .collection(let id):
            let asked = try dataset(id, request, context)
            if let address = try asked.pinned(isAsked: wantsPin(request)) { return address }
            return try self.collection(asked, addresses, context)
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

    private func dataset(_ id: String, _ request: Request, _ context: WorkContext) throws -> ResolvedRequest {
        try ResolvedRequest(request, segment: 2, name: id, catalogue: catalogue, context: context)
    }

    private func wantsPin(_ request: Request) throws -> Bool {
        ResolvedRequest.asksForPin(try QueryItems(request.rawQuery, plusIsSpace: true))
    }

    private func collection(
        _ asked: ResolvedRequest,
        _ addresses: Addresses,
        _ context: WorkContext
    ) throws -> Response {
        let dataset = asked.dataset
        if DryRun.isAsked(asked.request) {
            _ = try Collection(dataset)
            return try asked.dryRun(limits: []) { .nothing }
        }
        let encoding = try encoding(of: asked.request)
        let document = try description(of: dataset, as: encoding, addresses, context)
        var response = metadata(document.body, as: encoding, tag: document.digest)
        asked.sign(&response)
        return response
    }

    /// Made once for each snapshot of the dataset.
    ///
    /// - Throws: `EDRError.nothingToQuery` for a dataset that is no collection.
    func description(
        of dataset: Dataset,
        as encoding: Encoding,
        _ addresses: Addresses,
        _ context: WorkContext
    ) throws -> Document {
        let key = DocumentKey("edr collection \(encoding.name)", of: dataset, base: addresses.landingPage)
        return try documents.document(key, of: dataset, context: context) {
            Self.bytes(CollectionDocument(try Collection(dataset), addresses, formats).json, as: encoding)
        }
    }

    private func metadata(
        _ request: Request,
        as encoding: Encoding = .json,
        _ document: () -> JSONValue
    ) throws -> Response {
        let choice = try self.encoding(of: request, usual: encoding)
        let bytes = Self.bytes(document(), as: choice)
        return metadata(.bytes(bytes), as: choice, tag: ContentDigest.text(of: bytes))
    }

    func metadata(_ body: ResponseBody, as encoding: Encoding, tag: String) -> Response {
        var response = Response(contentType: encoding.contentType, body: body)
        response.entityTag = tag
        if encoding == .html { response.fields["Content-Security-Policy"] = EDRPage.security }
        response.fields["Cache-Control"] = "no-cache"
        response.fields["Vary"] = "Accept"
        return response
    }

    /// What a request for metadata wants: the usual encoding or a page.
    private func encoding(of request: Request, usual: Encoding = .json) throws -> Encoding {
        let parameters = try QueryParameters(request.rawQuery, known: QueryParameters.common)
        return try encoding(of: request, parameters, usual: usual)
    }

    func encoding(of request: Request, _ parameters: QueryParameters, usual: Encoding = .json) throws
        -> Encoding
    {
        try Encoding.choose(
            among: [usual, .html],
            format: parameters["f"],
            accept: request.headers["Accept"]
        )
    }

    private static func bytes(_ document: JSONValue, as encoding: Encoding) -> [UInt8] {
        encoding == .html ? EDRPage(document).bytes : document.bytes
    }
}
