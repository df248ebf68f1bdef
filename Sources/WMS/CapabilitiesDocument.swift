internal import Cube
internal import Execution
internal import Gateway
internal import Maps

/// The capabilities as XML: element order as schema (1.3.0) and DTD (1.1.1) want it, built from the same facts.
struct CapabilitiesDocument {
    let dataset: Dataset
    let layers: [LayerDescription]
    /// Where every operation is asked: ends in `?`.
    let address: String
    /// The dataset's page; nil for whom it is not there.
    let page: String?
    let version: WMSVersion
    let settings: WMSSettings
    /// What names of layers begin with: nothing where the address names the dataset.
    let prefix: String
    /// What each axis lists, worked out once for all layers that share it.
    let extents: [ObjectIdentifier: String]
    /// The most that either side of a picture can be.
    private let side: Int
    /// The formats that are offered: those in which the worker has the memory for a picture.
    private let formats: [any PictureEncoder]

    /// The box around all layers; nil without any.
    private let box: MapExtent?
    /// The systems in which something of the layers lies, those of the world first.
    private let systems: [MapSystem]

    init(
        dataset: Dataset,
        layers: [LayerDescription],
        address: String,
        page: String?,
        version: WMSVersion,
        settings: WMSSettings,
        prefix: String = ""
    ) {
        self.dataset = dataset
        self.layers = layers
        self.address = address
        self.page = page
        self.version = version
        self.settings = settings
        self.prefix = prefix
        let box = MapExtent(around: layers.map(\.box))
        self.box = box
        systems = OfferedSystems(systems: settings.systems, dataset: dataset, version: version).all
            .filter { $0.isOfTheWorld || box.flatMap($0.box) != nil }
        let variables = layers.map(\.variable)
        formats = dataset.formats(for: variables)
        side = dataset.largestSquare(of: variables, in: formats)
        var extents: [ObjectIdentifier: String] = [:]
        for (dimension, _) in layers.flatMap(\.dimensions) {
            let key = ObjectIdentifier(dimension.axis)
            if extents[key] == nil {
                extents[key] = DimensionExtent.text(of: dimension.axis, layers: layers.count)
            }
        }
        self.extents = extents
    }

    var isLatest: Bool { version == .v1_3_0 }

    /// Datasets with more layers list the default style only: every layer repeats its styles, with their legends.
    private static let maxFullyStyled = 100

    var text: String {
        let frame = CapabilitiesFrame(
            title: dataset.title,
            summary: dataset.summary,
            keywords: ["Zarr", dataset.address.id],
            address: address,
            version: version,
            settings: settings,
            pictures: formats.map(\.mediaType) + animations,
            values: FeatureInfoFormat.offered(of: dataset).map(\.mediaType),
            side: side
        )
        return frame.text { writeRootLayer(&$0) }
    }

    /// Formats of animations that are no formats of pictures, where those of their frames are offered.
    private var animations: [String] {
        AnimationEncoders.all.filter { encoder in
            dataset.policy.allows(format: encoder.mediaType)
                && PictureEncoders.named(encoder.mediaType) == nil
                && layers.contains { $0.dimensions.contains { $0.dimension.name == "time" } }
        }.map(\.mediaType)
    }

    /// The layer that holds the others, as a part of another document.
    var branch: String {
        var xml = XMLText.fragment
        writeRootLayer(&xml)
        return xml.text
    }

    func writeLink(_ xml: inout XMLText, _ href: String) {
        CapabilitiesFrame.writeLink(&xml, href, version: version)
    }

    /// The layer that holds the others: it cannot be drawn itself.
    private func writeRootLayer(_ xml: inout XMLText) {
        xml.element("Layer") { xml in
            xml.element("Title", text: dataset.title)
            if let summary = dataset.summary { xml.element("Abstract", text: summary) }
            for system in systems { xml.element(version.crsParameter, text: system.name) }
            if let box { writeBoxes(&xml, box, besides: nil) }
            writeAttribution(&xml)
            for layer in layers { writeLayer(&xml, layer) }
        }
    }

    private func writeLayer(_ xml: inout XMLText, _ layer: LayerDescription) {
        xml.element("Layer", ["queryable": "1", "opaque": "0"]) { xml in
            xml.element("Name", text: prefix + layer.variable.name, active: .referred)
            xml.element("Title", text: layer.variable.title)
            xml.element("Abstract", text: layer.abstract)
            if !layer.keywords.isEmpty {
                xml.element("KeywordList") { xml in
                    for keyword in layer.keywords { xml.element("Keyword", text: keyword) }
                }
            }
            writeBoxes(&xml, layer.box, besides: box)
            writeDimensions(&xml, layer)
            writeMetadataLink(&xml)
            let styles = LayerStyle.listed(of: layer.variable)
            for style in layers.count > Self.maxFullyStyled ? styles.prefix(1) : styles[...] {
                writeStyle(&xml, style, layer)
            }
        }
    }

    /// `inherited` is the box of the layer above, whose boxes hold unless others are said; those in the systems of the world
    /// are said again, for clients that inherit nothing.
    private func writeBoxes(_ xml: inout XMLText, _ box: MapExtent, besides inherited: MapExtent?) {
        let told = systems.filter { $0.isOfTheWorld || box != inherited }
        Self.writeBoxes(&xml, box, told, version: version)
    }

    /// A box in degrees, and in each of some systems.
    static func writeBoxes(
        _ xml: inout XMLText,
        _ box: MapExtent,
        _ systems: [MapSystem],
        version: WMSVersion
    ) {
        if version == .v1_3_0 {
            xml.element("EX_GeographicBoundingBox") { xml in
                xml.element("westBoundLongitude", text: "\(box.west)")
                xml.element("eastBoundLongitude", text: "\(box.east)")
                xml.element("southBoundLatitude", text: "\(box.south)")
                xml.element("northBoundLatitude", text: "\(box.north)")
            }
        } else {
            xml.element(
                "LatLonBoundingBox",
                [
                    "minx": "\(box.west)", "miny": "\(box.south)", "maxx": "\(box.east)",
                    "maxy": "\(box.north)",
                ]
            )
        }
        for system in systems {
            guard let corners = system.corners(of: box, version: version)?.map({ "\($0)" }) else { continue }
            xml.element(
                "BoundingBox",
                [
                    version.crsParameter: system.name, "minx": corners[0], "miny": corners[1],
                    "maxx": corners[2],
                    "maxy": corners[3],
                ]
            )
        }
    }

    private func writeStyle(
        _ xml: inout XMLText,
        _ style: (name: String, title: String),
        _ layer: LayerDescription
    ) {
        let (width, height) = Legend.defaultSize
        xml.element("Style") { xml in
            xml.element("Name", text: style.name)
            xml.element("Title", text: style.title)
            guard let format = PictureEncoders.offered(of: dataset).first?.mediaType else { return }
            xml.element("LegendURL", ["width": String(width), "height": String(height)]) { xml in
                xml.element("Format", text: format)
                writeLink(&xml, legendAddress(prefix + layer.variable.name, style.name, format))
            }
        }
    }

    private func legendAddress(_ layer: String, _ style: String, _ format: String) -> String {
        address + "SERVICE=WMS&VERSION=\(version.rawValue)&REQUEST=GetLegendGraphic&FORMAT=\(format)"
            + "&LAYER=\(PercentCoding.encode(layer))&STYLE=\(PercentCoding.encode(style))"
    }
}
