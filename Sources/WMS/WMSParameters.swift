internal import Cube
internal import Gateway

/// The query of a request: names in any case, values as they are.
struct WMSParameters: Sendable {
    /// More than any client sends in one list.
    private static let maxItems = 1000

    private var values: [String: String]
    private let items: QueryItems
    /// Names that have more than one value.
    private let contradicted: Set<String>

    /// - Throws: `WMSError` for a query that cannot be decoded.
    init(_ rawQuery: String) throws(WMSError) {
        let items: QueryItems
        do {
            items = try QueryItems(rawQuery, plusIsSpace: true)
        } catch {
            throw WMSError(nil, "The query cannot be read: \(error.reason).")
        }
        var values: [String: String] = Dictionary(minimumCapacity: items.items.count)
        var contradicted: Set<String> = []
        for item in items.items where !item.value.isEmpty {
            let name = item.name.uppercased()
            guard let known = values[name] else {
                values[name] = item.value
                continue
            }
            if known != item.value { contradicted.insert(name) }
        }
        self.values = values
        self.items = items
        self.contradicted = contradicted
    }

    /// Parameters that say what is meant; those in one row mean the same.
    ///
    /// Of versions, formats, styles and transparency the first counts: people put them into the address that they give to Leaflet, QGIS
    /// or GDAL, which write their own defaults behind it. What means nothing here may be said as often as anybody likes.
    private static let single = [
        ["I", "X"], ["J", "Y"], ["LAYERS"], ["LAYER"], ["QUERY_LAYERS"], ["CRS"], ["SRS"], ["BBOX"], ["TIME"],
        ["TIME_TOLERANCE"], ["ELEVATION"], ["ELEVATION_TOLERANCE"], ["UNITS"], ["WIDTH"], ["HEIGHT"],
        ["BGCOLOR"], ["FEATURE_COUNT"],
        ["VERTICAL"], ["REQUEST"], ["PIN"], ["DRYRUN"], ["LAYERNAME"], ["ITEM"], ["DAY"], ["START"], ["END"],
        ["LINESTRING"], ["CHARTWIDTH"], ["CHARTHEIGHT"], ["FRAMERATE"],
    ]

    /// - Throws: `WMSError` where one thing is said twice and differently: nobody knows which of the two is meant.
    func checkNoContradictions() throws(WMSError) {
        let dimensions = contradicted.filter { $0.hasPrefix("DIM_") }.sorted().map { [$0] }
        for names in Self.single + dimensions where names.count > 1 || !contradicted.isEmpty {
            let said = names.compactMap { values[$0] }
            guard said.contains(where: { $0 != said[0] }) || !contradicted.isDisjoint(with: names) else {
                continue
            }
            throw WMSError(
                names.contains(where: WMSError.isDimension) ? .invalidDimensionValue : nil,
                "\(names.filter { values[$0] != nil }.joined(separator: " or ")) is given more than once, with "
                    + "different values: expected one."
            )
        }
    }

    /// The value of a parameter, named in capitals; nil when it is absent or empty.
    subscript(name: String) -> String? {
        values[name]
    }

    /// The same with a value in the place of one that is absent.
    func setting(_ name: String, to value: String) -> WMSParameters {
        var parameters = self
        if parameters.values[name] == nil { parameters.values[name] = value }
        return parameters
    }

    /// - Throws: `WMSError` without a code, as the standard has none for it.
    func required(_ name: String) throws(WMSError) -> String {
        guard let value = self[name] else { throw WMSError(nil, "The parameter \(name) is missing.") }
        return value
    }

    /// The items of a comma-separated list, empty ones included.
    func list(_ name: String) throws(WMSError) -> [String]? {
        guard let value = self[name] else { return nil }
        let items = value.utf8
            .split(separator: UInt8(ascii: ","), maxSplits: Self.maxItems, omittingEmptySubsequences: false)
        guard items.count <= Self.maxItems else {
            throw WMSError(nil, "\(name) lists more than \(Self.maxItems) items.")
        }
        return items.map { String(Substring($0)) }
    }

    /// The layers of a list, whose commas may be part of their names; empty items included.
    func layers(_ name: String, of dataset: Dataset) throws(WMSError) -> [String]? {
        guard let pieces = try list(name) else { return nil }
        let known = DatasetNames.of(dataset)
        guard pieces.count > 1, known.mostCommas > 0 else { return pieces }
        let names = NameList(delimiter: ",", plusIsSpace: true, mostInName: known.mostCommas) {
            known.contains($0)
        }
        return items.rawValue(plusIsSpace: true) { $0.uppercased() == name }.flatMap(names.names) ?? pieces
    }

    /// `TRUE` or `FALSE` in any case; anything else is not understood.
    func flag(_ name: String) throws(WMSError) -> Bool {
        switch self[name]?.uppercased() {
        case nil, "FALSE": return false
        case "TRUE": return true
        default: throw WMSError(nil, "\(name)='\(self[name] ?? "")' is neither TRUE nor FALSE.")
        }
    }

    /// A positive whole number of at most nine digits.
    func size(_ name: String) throws(WMSError) -> Int {
        let text = try required(name)
        guard text.utf8.count <= 9, let number = Int(text), number > 0 else {
            throw WMSError(
                nil,
                "\(name)='\(text.prefix(40))' is not a positive whole number within the limit."
            )
        }
        return number
    }

    /// Which protocol version words the answer to anything but GetCapabilities.
    var version: WMSVersion {
        (self["VERSION"] ?? self["WMTVER"]) == WMSVersion.v1_1_1.rawValue ? .v1_1_1 : .v1_3_0
    }
}

extension BadRequest {
    fileprivate var reason: String {
        switch self {
        case .malformedPath(let reason), .malformedQuery(let reason): reason
        case .notThroughTheGate: "it did not come through the gate"
        case .bodyTooLong(let limit): "a body longer than \(limit) bytes"
        }
    }
}
