internal import Cube
internal import Gateway
internal import Grids
internal import Maps

/// The value under a pixel in XML: ncWMS's form, and GML 2.1.2 (OGC 02-069), which QGIS reads as features.
extension FeatureInfoFormat {
    static func xml(_ infos: [FeatureInfo]) -> String {
        var xml = XMLText()
        xml.element("FeatureInfoResponse") { xml in
            for info in infos { writeFeature(&xml, info) }
        }
        return xml.text
    }

    private static func writeFeature(_ xml: inout XMLText, _ info: FeatureInfo) {
        xml.element("Feature") { xml in
            xml.element("layer", text: info.variable.name, active: .referred)
            xml.element("title", text: info.variable.title)
            if let place = info.place {
                xml.element("longitude", text: "\(place.longitude)")
                xml.element("latitude", text: "\(place.latitude)")
            }
            if let cell = info.cell {
                xml.element("cell", ["column": String(cell.column), "row": String(cell.row)])
            }
            xml.element("FeatureInfo") { xml in
                for (name, value) in info.dimensions {
                    let isOwn = name == "time" || name == "elevation"
                    xml.element(isOwn ? name : "dimension", ["name": isOwn ? nil : name], text: value)
                }
                xml.element("value", ["units": info.unitsText], text: info.number ?? "none")
            }
        }
    }

    /// What its elements belong to, beside those of GML.
    private static let namespace = "urn:x-sluice:feature-info"

    static func gml(_ infos: [FeatureInfo]) -> String {
        var xml = XMLText()
        xml.element(
            "wfs:FeatureCollection",
            [
                "xmlns:wfs": "http://www.opengis.net/wfs", "xmlns:gml": "http://www.opengis.net/gml",
                "xmlns:info": namespace,
            ]
        ) { xml in
            for (number, info) in infos.enumerated() {
                xml.element("gml:featureMember") { xml in
                    xml.element("info:pixel", ["fid": "pixel.\(number + 1)"]) { xml in
                        writeProperties(&xml, info)
                    }
                }
            }
        }
        return xml.text
    }

    private static func writeProperties(_ xml: inout XMLText, _ info: FeatureInfo) {
        if let place = info.place {
            xml.element("info:place") { xml in
                xml.element("gml:Point", ["srsName": "EPSG:4326"]) { xml in
                    xml.element(
                        "gml:coordinates",
                        ["decimal": ".", "cs": ",", "ts": " "],
                        text: "\(place.longitude),\(place.latitude)"
                    )
                }
            }
        }
        xml.element("info:layer", text: info.variable.name, active: .referred)
        xml.element("info:title", text: info.variable.title)
        if let value = info.number { xml.element("info:value", text: value) }
        if let units = info.unitsText { xml.element("info:units", text: units) }
        for (name, value) in info.dimensions { xml.element("info:\(elementName(name))", text: value) }
        if let cell = info.cellText { xml.element("info:cell", text: cell) }
    }

    /// A dimension's name as one of an element (XML 1.0, section 2.3): what may not stand there is `_`.
    static func elementName(_ name: String) -> String {
        let bytes = name.utf8.prefix(200).map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): byte
            default: UInt8(ascii: "_")
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let first = bytes.first ?? UInt8(ascii: "-")
        let startsRight = first != UInt8(ascii: "-") && !(0x30...0x39).contains(first)
        return startsRight ? text : "_" + text
    }
}
