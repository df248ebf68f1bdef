internal import Cube
internal import Gateway
internal import Rendering
internal import Serving

/// GetCapabilities (OGC 06-042, section 7.2), in either version.
struct CapabilitiesAnswer {
    let asked: DatasetRequest
    let parameters: WMSParameters

    private var dataset: Dataset { asked.dataset }

    /// The document, whatever FORMAT says: each version has one form.
    ///
    /// UPDATESEQUENCE is not advertised, so it is ignored too.
    func response() throws -> Response {
        if asked.wantsDryRun(parameters) { return try asked.dryRun { .nothing } }
        let version = WMSVersion.negotiated(parameters["VERSION"] ?? parameters["WMTVER"])
        // An address without a query, to which clients append theirs.
        let address = asked.request.origin.url(asked.request.path.raw) + "?"
        let layers = try MapLayers.all(of: dataset).map { try LayerDescription($0, in: dataset) }
        let document = CapabilitiesDocument(
            dataset: dataset,
            layers: layers,
            address: address,
            version: version
        )
        let text = document.text
        var identity = AnswerIdentity(dataset)
        identity.add(text)
        let type =
            version == .v1_3_0 ? "text/xml; charset=utf-8" : "application/vnd.ogc.wms_xml; charset=utf-8"
        var response = Response(contentType: type, text: text)
        asked.identify(&response, by: identity, isComplete: false)
        return response
    }
}

/// What the capabilities say about one layer.
struct LayerDescription {
    let variable: Variable
    let box: GeographicBox
    let dimensions: [(dimension: LayerDimension, defaultIndex: Int)]

    /// The defaults are those that a map without parameters takes: they are asked of a plan for one pixel.
    init(_ variable: Variable, in dataset: Dataset) throws(Failure) {
        self.variable = variable
        box = variable.grid.map { GeographicBox($0.extent) } ?? .world
        let pixel = RasterTarget(
            system: .geographic,
            minX: -180,
            minY: -90,
            maxX: 180,
            maxY: 90,
            width: 1,
            height: 1
        )
        let plan = try dataset.bind(map: variable, selectors: [:], target: pixel)
        dimensions = LayerDimension.all(of: variable).map { dimension in
            (dimension, plan.matches.first { $0.axis === dimension.axis }?.index ?? 0)
        }
    }

    /// Names in several vocabularies, for clients that search.
    var keywords: [String] {
        [variable.standardName, variable.units.map { "units: \($0)" }].compactMap(\.self)
    }

    var abstract: String {
        var parts = ["Variable '\(variable.name)'"]
        if let name = variable.standardName { parts.append("standard name '\(name)'") }
        if let units = variable.units { parts.append("units '\(units)'") }
        return parts.joined(separator: ", ") + "."
    }
}

extension GeographicBox {
    static let world = GeographicBox(west: -180, south: -90, east: 180, north: 90)
}
