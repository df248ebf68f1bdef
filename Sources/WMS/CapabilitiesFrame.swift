internal import Maps

/// What capabilities say of the service, around the layers: element order as schema (1.3.0) and DTD (1.1.1) want it.
struct CapabilitiesFrame {
    let title: String
    let summary: String?
    let keywords: [String]
    /// Where every operation is asked: ends in `?` or `&`.
    let address: String
    let version: WMSVersion
    let settings: WMSSettings
    /// Media types of pictures, and of what is told of a pixel.
    let pictures: [String]
    let values: [String]
    /// The most that either side of a picture can be; nil where it is not the same for all layers.
    let side: Int?

    private var isLatest: Bool { version == .v1_3_0 }

    /// The document around the layers that `content` writes.
    func text(_ content: (inout XMLText) -> Void) -> String {
        var xml = XMLText(doctype: isLatest ? nil : Self.doctype)
        let root = isLatest ? "WMS_Capabilities" : "WMT_MS_Capabilities"
        xml.element(
            root,
            [
                "version": version.rawValue,
                "xmlns": isLatest ? "http://www.opengis.net/wms" : nil,
                "xmlns:sld": isLatest ? "http://www.opengis.net/sld" : nil,
                "xmlns:xlink": isLatest ? Self.xlink : nil,
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
                content(&xml)
            }
        }
        return xml.text
    }

    private static let xlink = "http://www.w3.org/1999/xlink"
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
            xml.element("Title", text: title)
            if let summary { xml.element("Abstract", text: summary) }
            xml.element("KeywordList") { xml in
                for keyword in keywords { xml.element("Keyword", text: keyword) }
            }
            Self.writeLink(&xml, address, version: version)
            settings.contact?.write(&xml)
            xml.element("Fees", text: settings.fees)
            xml.element("AccessConstraints", text: settings.accessConstraints)
            guard isLatest else { return }
            xml.element("LayerLimit", text: String(settings.layerLimit))
            guard let side else { return }
            xml.element("MaxWidth", text: String(side))
            xml.element("MaxHeight", text: String(side))
        }
    }

    private func writeRequests(_ xml: inout XMLText) {
        xml.element("Request") { xml in
            let capabilities = isLatest ? "text/xml" : "application/vnd.ogc.wms_xml"
            writeOperation(&xml, "GetCapabilities", [capabilities])
            writeOperation(&xml, "GetMap", pictures)
            writeOperation(&xml, "GetFeatureInfo", values)
            let legends =
                pictures.filter { PictureEncoders.named($0) != nil }
                + values.filter { $0 == LegendRequest.documentType }
            writeOperation(&xml, isLatest ? "sld:GetLegendGraphic" : "GetLegendGraphic", legends)
        }
    }

    private func writeOperation(_ xml: inout XMLText, _ name: String, _ formats: [String]) {
        xml.element(name) { xml in
            for format in formats { xml.element("Format", text: format) }
            xml.element("DCPType") { xml in
                xml.element("HTTP") { xml in
                    xml.element("Get") { xml in Self.writeLink(&xml, address, version: version) }
                }
            }
        }
    }

    static func writeLink(_ xml: inout XMLText, _ href: String, version: WMSVersion) {
        xml.element(
            "OnlineResource",
            [
                "xmlns:xlink": version == .v1_3_0 ? nil : xlink, "xlink:type": "simple", "xlink:href": href,
            ]
        )
    }
}
