internal import Cube
internal import Gateway
internal import Grids
internal import JSON
internal import Maps

/// The forms in which the value under a pixel is written.
enum FeatureInfoFormat: String, CaseIterable, Sendable {
    case text = "text/plain"
    case html = "text/html"
    case json = "application/json"
    case geoJSON = "application/geo+json"
    case xml = "text/xml"
    case gml = "application/vnd.ogc.gml"

    /// Those in which a dataset's values may be handed over.
    static func offered(of dataset: Dataset) -> [Self] {
        allCases.filter { dataset.policy.allows(format: $0.mediaType) }
    }

    /// Without a format it is text, as WMS 1.1.1 allows, or the first of those that a dataset is offered in.
    init(_ name: String?, of dataset: Dataset) throws(WMSError) {
        let offered = Self.offered(of: dataset)
        if name == nil, let first = offered.first {
            self = first
            return
        }
        let name = name ?? Self.text.mediaType
        // A plus that a client did not escape arrives as a space.
        let wanted = Self(rawValue: name) ?? Self(rawValue: String(name.map { $0 == " " ? "+" : $0 }))
        guard let format = wanted, offered.contains(format) else {
            let known = offered.map(\.rawValue).joined(separator: ", ")
            throw WMSError(
                .invalidFormat,
                "INFO_FORMAT='\(name.prefix(80))' is not offered; there is: \(known)."
            )
        }
        self = format
    }

    var mediaType: String { rawValue }

    var contentType: String {
        switch self {
        case .text, .html, .xml: "\(rawValue); charset=utf-8"
        case .json, .geoJSON, .gml: rawValue
        }
    }

    func document(_ infos: [FeatureInfo]) -> [UInt8] {
        switch self {
        case .text: Array(Self.text(infos).utf8)
        case .html: Array(Self.html(infos).utf8)
        case .json, .geoJSON: Self.json(infos)
        case .xml: Array(Self.xml(infos).utf8)
        case .gml: Array(Self.gml(infos).utf8)
        }
    }

    private static func text(_ infos: [FeatureInfo]) -> String {
        infos.map { info in
            let rows = rows(info).map { "  \($0.name): \($0.value)" }
            let lines = ["\(info.variable.name): \(value(info))"] + rows
            return lines.map { VisibleText.of($0) }.joined(separator: "\n") + "\n"
        }.joined()
    }

    /// The value with its units.
    private static func value(_ info: FeatureInfo) -> String {
        info.valueText + (info.unitsText.map { " \($0)" } ?? "")
    }

    /// What is told beside the value.
    private static func rows(_ info: FeatureInfo) -> [(name: String, value: String)] {
        var rows: [(name: String, value: String)] = []
        if let place = info.place {
            rows += [("longitude", "\(place.longitude)"), ("latitude", "\(place.latitude)")]
        }
        return rows + info.dimensions + (info.cellText.map { [("cell", $0)] } ?? [])
    }

    private static func html(_ infos: [FeatureInfo]) -> String {
        let tables = infos.map { info in
            let rows = [("value", value(info))] + rows(info)
            let lines = rows.map {
                "<tr><th align=\"left\">\(MarkupText.escape($0.0))</th><td>\(MarkupText.escape($0.1))</td></tr>\n"
            }
            return
                "<table>\n<caption>\(MarkupText.escape(info.variable.title))</caption>\n\(lines.joined())</table>\n"
        }
        return
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Values</title></head>\n<body>\n"
            + tables.joined() + "</body></html>\n"
    }

    /// A GeoJSON FeatureCollection (RFC 7946), one feature per layer at the place of its cell.
    private static func json(_ infos: [FeatureInfo]) -> [UInt8] {
        let features = infos.map { info -> JSONValue in
            var properties = JSONObject([
                ("layer", .string(info.variable.name)), ("title", .string(info.variable.title)),
                ("value", info.json),
                ("units", info.variable.units.map { .string($0) } ?? .null),
            ])
            if let cell = info.cell {
                properties["cell"] = [
                    "column": .integer(Int64(cell.column)), "row": .integer(Int64(cell.row)),
                ]
            }
            for dimension in info.dimensions { properties[dimension.name] = .string(dimension.value) }
            let geometry: JSONValue =
                info.place.map { place in
                    ["type": "Point", "coordinates": [.number(place.longitude), .number(place.latitude)]]
                } ?? .null
            return ["type": "Feature", "geometry": geometry, "properties": .object(properties)]
        }
        return JSONValue.object(
            JSONObject([("type", "FeatureCollection"), ("features", .array(features))])
        ).bytes
    }
}
