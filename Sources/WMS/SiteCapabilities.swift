internal import Catalogue
internal import Cube
internal import Execution
internal import Gateway
internal import Maps
internal import Serving

/// GetCapabilities of `/wms`: all datasets that the asker may see, as far as they fit into one document; the rest follows at
/// another address, which the document names.
struct SiteCapabilities {
    let request: Request
    let catalogue: CatalogueView
    let parameters: WMSParameters
    let documents: DocumentCache
    let settings: WMSSettings

    /// The id of the dataset that a document begins with.
    static let cursorName = "CURSOR"
    private var address: String { request.origin.url(request.path.raw) + "?" }

    private var version: WMSVersion {
        WMSVersion.negotiated(parameters["VERSION"] ?? parameters["WMTVER"])
    }

    func response(context: WorkContext) throws -> Response {
        let start = parameters[Self.cursorName]
        if let start, !DatasetAddress.isValidID(start) {
            throw WMSError(nil, "CURSOR='\(start.prefix(80))' is no address of these capabilities.")
        }
        let (branches, next) = try branches(from: start, context)
        let frame = CapabilitiesFrame(
            title: "Maps",
            summary: next.map { "The datasets from '\($0)' on follow at \(more($0))" },
            keywords: ["Zarr"],
            address: address,
            version: version,
            settings: settings,
            pictures: unique(PictureEncoders.all.map(\.mediaType) + AnimationEncoders.all.map(\.mediaType)),
            values: FeatureInfoFormat.allCases.map(\.mediaType),
            side: nil
        )
        let bytes = Array(frame.text { writeRoot(&$0, branches, next) }.utf8)
        var response = Response(contentType: version.capabilitiesType, body: .bytes(bytes))
        response.entityTag = ContentDigest.text(of: bytes)
        response.fields["Cache-Control"] = "no-cache"
        return response
    }

    private func unique(_ names: [String]) -> [String] {
        names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The capabilities that begin with a dataset.
    private func more(_ id: String) -> String {
        address
            + "\(Self.cursorName.lowercased())=\(PercentCoding.encode(id))&SERVICE=WMS&VERSION=\(version.rawValue)"
            + "&REQUEST=GetCapabilities"
    }

    /// The layers that hold the others: systems and boxes of the Earth, which datasets narrow.
    private func writeRoot(_ xml: inout XMLText, _ branches: [String], _ next: String?) {
        let systems = OfferedSystems.world(in: version) + settings.systems.offered(besides: [])
        xml.element("Layer") { xml in
            xml.element("Title", text: "Maps")
            for system in systems { xml.element(version.crsParameter, text: system.name) }
            CapabilitiesDocument.writeBoxes(&xml, .world, systems, version: version)
            for branch in branches { xml.add(branch) }
            guard let next else { return }
            xml.element("Layer") { xml in
                xml.element("Title", text: "More datasets")
                xml.element("Abstract", text: "The datasets from '\(next)' on.")
                xml.element("DataURL") { xml in
                    xml.element(
                        "Format",
                        text: version == .v1_3_0 ? "text/xml" : "application/vnd.ogc.wms_xml"
                    )
                    CapabilitiesFrame.writeLink(&xml, more(next), version: version)
                }
            }
        }
    }

    /// The layers of datasets in the order of their ids, and the first dataset that did not fit; one that cannot be opened is
    /// missing here and answers for itself at its own address.
    private func branches(from start: String?, _ context: WorkContext) throws -> ([String], next: String?) {
        let walk = SiteWalk(catalogue)
        var branches: [String] = []
        let next = try walk.forEach(from: start, context) { id, looks in
            guard let branch = try branch(of: DatasetAddress(id: id), walk, &looks, context) else { return 0 }
            branches.append(branch)
            return branch.utf8.count
        }
        return (branches, next)
    }

    /// The layer of a dataset or group with those of the groups below it; nil where nothing can be drawn.
    private func branch(
        of address: DatasetAddress,
        _ walk: SiteWalk,
        _ looks: inout Int,
        _ context: WorkContext
    ) throws -> String? {
        try walk.look(at: address, &looks, context) { dataset, looks in
            var below: [String] = []
            for child in dataset.children where walk.mayLook(looks) {
                if let branch = try branch(of: child, walk, &looks, context) { below.append(branch) }
            }
            guard !below.isEmpty || !MapLayers.all(of: dataset).isEmpty else { return nil }
            let capabilities = DatasetCapabilities(
                dataset: dataset,
                address: self.address,
                origin: request.origin,
                version: version,
                settings: settings,
                prefix: address.text + "/"
            )
            let own = try capabilities.document(documents, context: context)
            return Self.joined(String(decoding: own.bytes, as: UTF8.self), below)
        }
    }

    /// A layer with others at its end.
    private static func joined(_ layer: String, _ below: [String]) -> String {
        let end = "</Layer>\n"
        guard !below.isEmpty, layer.hasSuffix(end) else { return layer }
        return String(layer.dropLast(end.count)) + below.joined() + end
    }
}
