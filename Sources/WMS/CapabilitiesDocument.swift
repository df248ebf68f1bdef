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
        settings: WMSSettings
    ) {
        self.dataset = dataset
        self.layers = layers
        self.address = address
        self.page = page
        self.version = version
        self.settings = settings
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
        var xml = XMLText(doctype: isLatest ? nil : Self.doctype)
        let root = isLatest ? "WMS_Capabilities" : "WMT_MS_Capabilities"
        let xlink = "http://www.w3.org/1999/xlink"
        xml.element(
            root,
            [
                "version": version.rawValue,
                "xmlns": isLatest ? "http://www.opengis.net/wms" : nil,
                "xmlns:sld": isLatest ? "http://www.opengis.net/sld" : nil,
                "xmlns:xlink": isLatest ? xlink : nil,
                "xmlns:xsi": isLatest ? "http://www.w3.org/2001/XMLSchema-instance" : nil,
                "xsi:schemaLocation": isLatest ? Self.schemas : nil,
            ]
        ) { xml in
            writeService(&xml)
            xml.element("Capability") { xml in
                writeRequests(&xml)
                xml.element("Exception") { xml in
                    for format in exceptionFormats { xml.element("Format", text: format) }
                }
                writeRootLayer(&xml)
            }
        }
        return xml.text
    }

    private static let schemas =
        "http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd "
        + "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd"
    private static let doctype =
        #"<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd">"#

    private var exceptionFormats: [String] {
        isLatest
            ? ["XML", "INIMAGE", "BLANK"]
            : ["xml", "inimage", "blank"].map { "application/vnd.ogc.se_\($0)" }
    }

    private func writeService(_ xml: inout XMLText) {
        xml.element("Service") { xml in
            xml.element("Name", text: isLatest ? "WMS" : "OGC:WMS")
            xml.element("Title", text: dataset.title)
            if let summary = dataset.summary { xml.element("Abstract", text: summary) }
            xml.element("KeywordList") { xml in
                for keyword in ["Zarr", dataset.address.id] { xml.element("Keyword", text: keyword) }
            }
            writeLink(&xml, address)
            settings.contact?.write(&xml)
            xml.element("Fees", text: settings.fees)
            xml.element("AccessConstraints", text: settings.accessConstraints)
            guard isLatest else { return }
            xml.element("LayerLimit", text: String(settings.layerLimit))
            xml.element("MaxWidth", text: String(side))
            xml.element("MaxHeight", text: String(side))
        }
    }

    private func writeRequests(_ xml: inout XMLText) {
        let pictures = formats.map(\.mediaType)
        xml.element("Request") { xml in
            let capabilities = isLatest ? "text/xml" : "application/vnd.ogc.wms_xml"
            writeOperation(&xml, "GetCapabilities", [capabilities])
            writeOperation(&xml, "GetMap", pictures)
            writeOperation(&xml, "GetFeatureInfo", FeatureInfoFormat.offered(of: dataset).map(\.mediaType))
            writeOperation(&xml, isLatest ? "sld:GetLegendGraphic" : "GetLegendGraphic", pictures)
        }
    }

    private func writeOperation(_ xml: inout XMLText, _ name: String, _ formats: [String]) {
        xml.element(name) { xml in
            for format in formats { xml.element("Format", text: format) }
            xml.element("DCPType") { xml in
                xml.element("HTTP") { xml in xml.element("Get") { xml in writeLink(&xml, address) } }
            }
        }
    }

    func writeLink(_ xml: inout XMLText, _ href: String) {
        xml.element(
            "OnlineResource",
            [
                "xmlns:xlink": isLatest ? nil : "http://www.w3.org/1999/xlink", "xlink:type": "simple",
                "xlink:href": href,
            ]
        )
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
            xml.element("Name", text: layer.variable.name, active: .referred)
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
            let styles =
                layers.count > Self.maxFullyStyled ? LayerStyle.listed.prefix(1) : LayerStyle.listed[...]
            for style in styles { writeStyle(&xml, style, layer) }
        }
    }

    /// `inherited` is the box of the layer above, whose boxes hold unless others are said; those in the systems of the world
    /// are said again, for clients that inherit nothing.
    private func writeBoxes(_ xml: inout XMLText, _ box: MapExtent, besides inherited: MapExtent?) {
        if isLatest {
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
        for system in systems where system.isOfTheWorld || box != inherited {
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
                writeLink(&xml, legendAddress(layer.variable.name, style.name, format))
            }
        }
    }

    private func legendAddress(_ layer: String, _ style: String, _ format: String) -> String {
        address + "SERVICE=WMS&VERSION=\(version.rawValue)&REQUEST=GetLegendGraphic&FORMAT=\(format)"
            + "&LAYER=\(PercentCoding.encode(layer))&STYLE=\(PercentCoding.encode(style))"
    }
}
