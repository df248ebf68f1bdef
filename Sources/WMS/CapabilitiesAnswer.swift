internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Grids
internal import Maps
internal import Serving

/// GetCapabilities (OGC 06-042, section 7.2) of one dataset, in either version.
struct CapabilitiesAnswer {
    let asked: ResolvedRequest
    let parameters: WMSParameters
    let documents: DocumentCache
    let settings: WMSSettings

    /// The document, whatever FORMAT says: each version has one form.
    ///
    /// UPDATESEQUENCE is not advertised, so it is ignored too.
    func response(context: WorkContext) throws -> Response {
        if asked.wantsDryRun(parameters) { return try asked.dryRun { .nothing } }
        let version = WMSVersion.negotiated(parameters["VERSION"] ?? parameters["WMTVER"])
        let capabilities = DatasetCapabilities(
            dataset: asked.dataset,
            // An address without a query, to which clients append theirs.
            address: asked.request.origin.url(asked.request.path.raw) + "?",
            origin: asked.request.origin,
            version: version,
            settings: settings
        )
        let document = try capabilities.document(documents, context: context)
        var identity = AnswerIdentity(asked.dataset)
        identity.add(document.digest)
        var response = Response(contentType: version.capabilitiesType, body: document.body)
        asked.identify(&response, by: identity, isComplete: false)
        return response
    }
}

/// What capabilities say of one dataset: all of a document, or its branch of the site's.
struct DatasetCapabilities {
    let dataset: Dataset
    /// Where operations are asked: ends in `?`.
    let address: String
    let origin: PublicOrigin
    let version: WMSVersion
    let settings: WMSSettings
    /// What names of layers begin with in the site's document; nil in one of its own.
    var prefix: String?

    /// Below which datasets have their pages, and what rules of access call them.
    private static let pages = "datasets"

    func document(_ documents: DocumentCache, context: WorkContext) throws -> Document {
        let variables = MapLayers.all(of: dataset)
        let hasPage = dataset.policy.allows(protocol: Self.pages)
        let kind = prefix == nil ? "capabilities" : "branch"
        let key = DocumentKey(
            "wms \(kind) \(version.rawValue)\(hasPage ? "" : " alone")",
            of: dataset,
            base: address,
            defaults: try LayerDescription.movingDefaults(variables, in: dataset)
        )
        return try documents.document(key, of: dataset, context: context) {
            let document = CapabilitiesDocument(
                dataset: dataset,
                layers: try variables.map { try LayerDescription($0, in: dataset) },
                address: address,
                page: hasPage ? origin.url("/\(Self.pages)/\(dataset.address.encoded)") : nil,
                version: version,
                settings: settings,
                prefix: prefix ?? ""
            )
            return Array((prefix == nil ? document.text : document.branch).utf8)
        }
    }
}

extension WMSVersion {
    /// The media type of capabilities.
    var capabilitiesType: String {
        self == .v1_3_0 ? "text/xml; charset=utf-8" : "application/vnd.ogc.wms_xml; charset=utf-8"
    }
}

/// What the capabilities say about one layer.
struct LayerDescription {
    let variable: Variable
    let box: MapExtent
    let dimensions: [(dimension: LayerDimension, defaultIndex: Int)]
    /// Dimensions of words, of which the first is the default: what levels can be asked by.
    let levelWords: [(name: String, words: [String])]

    /// The defaults are those that a map without parameters takes.
    init(_ variable: Variable, in dataset: Dataset) throws(Failure) {
        self.variable = variable
        box = variable.grid.map { MapExtent($0.extent) } ?? .world
        levelWords = LevelParameters.announced(of: variable, in: dataset)
        let slice = try dataset.slice(of: variable)
        dimensions = LayerDimension.all(of: variable).map { dimension in
            (dimension, slice.match(on: dimension.axis)?.index ?? 0)
        }
    }

    /// The defaults of all layers that move with the clock: those of the first layer on each axis of time.
    ///
    /// Layers that share an axis of time, of valid times included, share its default.
    static func movingDefaults(_ variables: [Variable], in dataset: Dataset) throws(Failure) -> [Int] {
        var seen: Set<ObjectIdentifier> = []
        var defaults: [Int] = []
        for variable in variables {
            let valid = variable.forecast.map { [$0.axis] } ?? []
            let times = (valid + variable.axes).filter { $0.role == .time }
            guard times.count(where: { seen.insert(ObjectIdentifier($0)).inserted }) > 0 else { continue }
            defaults += try LayerDescription(variable, in: dataset).dimensions.map(\.defaultIndex)
        }
        return defaults
    }

    /// Names in several vocabularies, for clients that search.
    var keywords: [String] {
        [variable.standardName, variable.units.map { "units: \($0)" }].compactMap(\.self)
    }

    var abstract: String {
        var parts = ["Variable '\(variable.name)'"]
        if let name = variable.standardName { parts.append("standard name '\(name)'") }
        if let units = variable.units { parts.append("units '\(units)'") }
        return parts.joined(separator: ", ") + "." + LevelParameters.explanation(of: levelWords)
    }
}
