package import Catalogue
package import Coverages
package import Execution
internal import Failures
package import Gateway
package import Maps
package import Serving

/// Web Map Service 1.3.0 (OGC 06-042) and 1.1.1 (OGC 01-068r3): `/wms/{d}`, one service for each dataset, and `/wms`, one
/// for all that the asker may see.
package struct WMSService: Service {
    private let catalogue: DatasetCatalogue
    private let documents: DocumentCache
    private let ranges: DefaultRange
    private let settings: WMSSettings
    private let formats: CoverageFormats

    /// Services that share `ranges` sample a variable once for all of them.
    package init(
        catalogue: DatasetCatalogue,
        documents: DocumentCache,
        ranges: DefaultRange = DefaultRange(),
        settings: WMSSettings = WMSSettings(),
        formats: CoverageFormats = Self.coverages
    ) {
        self.settings = settings
        self.formats = CoverageFormats(formats.all.filter { $0.name != Self.table.name } + [Self.table])
        self.catalogue = catalogue
        self.documents = documents
        self.ranges = ranges
    }

    package static let prefix = "wms"

    /// Tables of values, which plots are handed over as beside all that coverages are.
    private static let table = CSV()
    /// The formats of coverages, where nothing is kept from answer to answer.
    package static var coverages: CoverageFormats { CoverageFormats(ledger: MemoryLedger(budget: 0)) }

    /// Pictures, animations and plots, each type once, what is told of a pixel beside them, and the values of plots.
    package static let forms: [ValueForm] = {
        let pictures = PictureEncoders.all.map(\.formatName) + AnimationEncoders.all.map(\.mediaType)
        let told =
            FeatureInfoFormat.allCases.map(\.mediaType)
            + PlotForm.allCases.map(\.mediaType).filter { !pictures.contains($0) } + coverages.all.map(\.name)
            + [table.name]
        return unique(pictures).map { ValueForm(name: $0) }
            + told.map { ValueForm(name: $0, suffices: false) }
    }()

    private static func unique(_ names: [String]) -> [String] {
        names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    package var prefixes: [String] { [Self.prefix] }

    package func respond(to request: Request, context: WorkContext) throws -> Response {
        let parameters = try WMSParameters(request.rawQuery)
        try parameters.checkNoContradictions()
        if Self.isOfTheSite(request) { return try respond(ofTheSite: request, parameters, context) }
        let asked = try dataset(request, context: context)
        if let address = try asked.pinned(isAsked: parameters["PIN"] == "1") { return address }
        switch try Operation(parameters) {
        case .capabilities:
            return try CapabilitiesAnswer(
                asked: asked,
                parameters: parameters,
                documents: documents,
                settings: settings
            ).response(context: context)
        case .map:
            return try MapAnswer(asked: asked, parameters: parameters, ranges: ranges, settings: settings)
                .response(context: context)
        case .featureInfo:
            return try FeatureInfoAnswer(asked: asked, parameters: parameters, settings: settings)
                .response(context: context)
        case .legend:
            return try LegendAnswer(asked: asked, parameters: parameters, ranges: ranges)
                .response(context: context)
        case .metadata:
            return try MetadataAnswer(
                asked: asked,
                parameters: parameters,
                ranges: ranges,
                settings: settings
            )
            .response(context: context)
        case .plot(let operation):
            return try PlotAnswer(
                operation: operation,
                asked: asked,
                parameters: parameters,
                ranges: ranges,
                settings: settings,
                formats: formats
            ).response(context: context)
        }
    }

    package func failure(_ error: any Error, request: Request, context: WorkContext) -> Response? {
        ServiceException(error: WMSError(error), parameters: try? WMSParameters(request.rawQuery)).response
    }

    /// `/wms` names no dataset: layers do.
    private static func isOfTheSite(_ request: Request) -> Bool {
        let segments = request.path.segments
        return segments.count == 1 || segments.count == 2 && segments[1].isEmpty
    }

    private func respond(ofTheSite request: Request, _ parameters: WMSParameters, _ context: WorkContext)
        throws -> Response
    {
        let view = catalogue.view(for: request)
        switch try Operation(parameters) {
        case .capabilities: break
        case .metadata where try MetadataAnswer.Item(parameters) == .menu:
            return try SiteMenu(catalogue: view, parameters: parameters).response(context: context)
        default: return try respond(to: try SiteQuery.request(request, view), context: context)
        }
        guard parameters["PIN"] != "1" else {
            throw WMSError(nil, "PIN=1 is asked of one dataset's address, such as /wms/dataset.")
        }
        return try SiteCapabilities(
            request: request,
            catalogue: view,
            parameters: parameters,
            documents: documents,
            settings: settings
        ).response(context: context)
    }

    private func dataset(_ request: Request, context: WorkContext) throws -> ResolvedRequest {
        let segments = request.path.segments
        guard segments.count == 2 else {
            throw WMSError(
                nil,
                "There is no service at this address: expected /wms/ and a dataset.",
                status: 404
            )
        }
        return try ResolvedRequest(
            request,
            segment: 1,
            name: segments[1],
            catalogue: catalogue,
            context: context
        )
    }

    /// The operation of a request.
    private enum Operation {
        case capabilities, map, featureInfo, legend, metadata
        case plot(PlotOperation)

        /// SERVICE is optional but for GetCapabilities, where it is forgiven too, in any case: REQUEST says it all.
        init(_ parameters: WMSParameters) throws(WMSError) {
            if let service = parameters["SERVICE"], service.uppercased() != "WMS" {
                throw WMSError(nil, "SERVICE='\(service.prefix(40))' is not spoken here: expected WMS.")
            }
            let request = try parameters.required("REQUEST")
            switch request {
            case "GetCapabilities", "capabilities": self = .capabilities
            case "GetMap", "map": self = .map
            case "GetFeatureInfo", "feature_info": self = .featureInfo
            case "GetLegendGraphic": self = .legend
            case "GetMetadata": self = .metadata
            default:
                if let operation = PlotOperation(rawValue: request) {
                    self = .plot(operation)
                    return
                }
                let known =
                    ["GetCapabilities", "GetMap", "GetFeatureInfo", "GetLegendGraphic", "GetMetadata"]
                    + PlotOperation.allCases.map(\.rawValue)
                let near = NearestName.of(request, among: known).map { " Did you mean \($0)?" }
                throw WMSError(
                    .operationNotSupported,
                    "REQUEST='\(request.prefix(40))' is not offered."
                        + (near ?? " There is: \(known.joined(separator: ", ")).")
                )
            }
        }
    }
}
