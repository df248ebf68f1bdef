package import Catalogue
package import Execution
package import Gateway
package import Serving

/// OPeNDAP: every array of a dataset by index, as stored, in DAP2 (ESE-RFC-004) and DAP4, and a THREDDS
/// catalogue.
package struct DAPService: Service {
    private let catalogue: DatasetCatalogue
    private let documents: DocumentCache
    private let others: [any Advertiser]

    /// `others` are the services that the THREDDS catalogue lists beside this one.
    package init(catalogue: DatasetCatalogue, documents: DocumentCache, others: [any Advertiser] = []) {
        self.catalogue = catalogue
        self.documents = documents
        self.others = others
    }

    package static let prefix = "dap"

    /// The suffixes of addresses that give values.
    package static let forms = DAPAnswer.formats.map { ValueForm(name: $0) }

    package var prefixes: [String] { [Self.prefix] }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        switch try DAPAddress(request.path) {
        case .catalogXML:
            let catalog = THREDDSCatalog(
                catalogue.view(for: request).entries(context: context),
                services: Advertisements([self] + others).bases,
                origin: request.origin
            )
            return DAPResponse.xml(catalog.xml, isDAP4: false)
        case .catalogHTML:
            let entries = catalogue.view(for: request).entries(context: context)
            let page = CatalogPage.text(entries, origin: request.origin)
            return DAPResponse.html(page, description: "dods-catalog")
        case .dataset(let name, let answer):
            let asked = try ResolvedRequest(
                request,
                segment: 1,
                name: name,
                suffix: answer.rawValue,
                catalogue: catalogue,
                context: context
            )
            // The query of DAP2 is a constraint: there only the name says so.
            let isAsked = answer.isDAP4 && ResolvedRequest.asksForPin(inRaw: request.rawQuery)
            if let address = try asked.pinned(isAsked: isAsked) { return address }
            return try DAPRequestHandler(asked: asked, documents: documents, context: context)
                .response(answer)
        }
    }

    package func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? {
        DAPErrorAnswer.of(error, isDAP4: DAPAddress.answer(request.path).isDAP4)
    }
}
