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
        case .text, .html: "\(rawValue); charset=utf-8"
        case .json, .geoJSON: rawValue
        }
    }

    func document(_ findings: [PixelFinding]) -> [UInt8] {
        switch self {
        case .text: Array(Self.text(findings).utf8)
        case .html: Array(Self.html(findings).utf8)
        case .json, .geoJSON: Self.json(findings)
        }
    }

    private static func text(_ findings: [PixelFinding]) -> String {
        findings.map { finding in
            var lines = [
                "\(finding.variable.name): \(finding.valueText)" + (finding.unitsText.map { " \($0)" } ?? "")
            ]
            if let place = finding.place {
                lines.append("  longitude: \(place.longitude)")
                lines.append("  latitude: \(place.latitude)")
            }
            lines += finding.dimensions.map { "  \($0.name): \($0.value)" }
            return lines.map { VisibleText.of($0) }.joined(separator: "\n") + "\n"
        }.joined()
    }

    private static func html(_ findings: [PixelFinding]) -> String {
        let tables = findings.map { finding in
            var rows: [(String, String)] = [
                ("value", finding.valueText + (finding.unitsText.map { " \($0)" } ?? ""))
            ]
            if let place = finding.place {
                rows += [("longitude", "\(place.longitude)"), ("latitude", "\(place.latitude)")]
            }
            rows += finding.dimensions.map { ($0.name, $0.value) }
            let lines = rows.map {
                "<tr><th align=\"left\">\(MarkupText.escape($0.0))</th><td>\(MarkupText.escape($0.1))</td></tr>\n"
            }
            return
                "<table>\n<caption>\(MarkupText.escape(finding.variable.title))</caption>\n\(lines.joined())</table>\n"
        }
        return
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Values</title></head>\n<body>\n"
            + tables.joined() + "</body></html>\n"
    }

    /// A GeoJSON FeatureCollection (RFC 7946), one feature per layer at the place of its cell.
    private static func json(_ findings: [PixelFinding]) -> [UInt8] {
        let features = findings.map { finding -> JSONValue in
            var properties = JSONObject([
                ("layer", .string(finding.variable.name)), ("title", .string(finding.variable.title)),
                ("value", finding.json),
                ("units", finding.variable.units.map { .string($0) } ?? .null),
            ])
            for dimension in finding.dimensions { properties[dimension.name] = .string(dimension.value) }
            let geometry: JSONValue =
                finding.place.map { place in
                    ["type": "Point", "coordinates": [.number(place.longitude), .number(place.latitude)]]
                } ?? .null
            return ["type": "Feature", "geometry": geometry, "properties": .object(properties)]
        }
        return JSONValue.object(
            JSONObject([("type", "FeatureCollection"), ("features", .array(features))])
        ).bytes
    }
}

extension PixelFinding {
    /// The positions on the other axes, as people read them, under the names of their dimensions.
    fileprivate var dimensions: [(name: String, value: String)] {
        let isOfOneLevel = question == nil || level?.cells.count == 1
        let positions = LayerDimension.all(of: variable).compactMap { dimension in
            isOfOneLevel || dimension.axis.role != .vertical
                ? slice.match(on: dimension.axis).map {
                    (dimension.name, dimension.axis.description(at: $0.index))
                } : nil
        }
        guard let level else { return positions }
        return positions + [(level.question.quantity.rawValue, level.text)]
    }

    /// The value as text; `no data` where there is none.
    fileprivate var valueText: String {
        switch value {
        case .signed(let number)?: String(number)
        case .unsigned(let number)?: String(number)
        case .number(let number)?: number.description
        case nil: "no data"
        }
    }

    fileprivate var json: JSONValue {
        switch value {
        case .signed(let number)?: .integer(number)
        case .unsigned(let number)?: Int64(exactly: number).map { .integer($0) } ?? .unsigned(number)
        case .number(let number)?: .number(number)
        case nil: .null
        }
    }

    /// The units where they say something.
    fileprivate var unitsText: String? {
        guard let units = variable.units, units != "1", !units.isEmpty else { return nil }
        return units
    }
}
