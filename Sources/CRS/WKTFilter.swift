/// Lets through of a well-known text what describes a horizontal reference system by numbers, and nothing else.
///
/// Of a compound system only its horizontal part goes on; remarks, areas and scopes are left out (PROJ reads texts of its
/// own in remarks); any keyword that is on no list refuses the text.
struct WKTFilter {
    /// The text for PROJ, written from the nodes that are known.
    static func text(of text: String) throws(ReferenceSystemRefusal) -> String {
        try system(try WKTParser.parse(text)).text
    }

    private static let geographic: Set<String> = [
        "GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "GEODETICCRS",
    ]
    private static let projected: Set<String> = ["PROJCS", "PROJCRS", "PROJECTEDCRS", "DERIVEDPROJCRS"]
    private static let compound: Set<String> = ["COMPD_CS", "COMPOUNDCRS"]

    private static let kinds: [String: String] = [
        "LOCAL_CS": "an engineering system", "ENGCRS": "an engineering system",
        "ENGINEERINGCRS": "an engineering system", "IMAGECRS": "an engineering system",
        "VERT_CS": "a vertical system", "VERTCS": "a vertical system", "VERTCRS": "a vertical system",
        "VERTICALCRS": "a vertical system", "TIMECRS": "a temporal system",
        "PARAMETRICCRS": "a parametric system",
        "GEOCCS": "a geocentric system", "COORDINATEOPERATION": "an operation",
        "CONCATENATEDOPERATION": "an operation", "CONVERSION": "an operation",
    ]

    /// What is written again, with all that is in it.
    private static let kept: Set<String> = [
        "BASEGEOGCRS", "BASEGEODCRS", "BASEPROJCRS", "DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE", "MEMBER",
        "ENSEMBLEACCURACY", "ELLIPSOID", "SPHEROID", "PRIMEM", "PRIMEMERIDIAN", "CONVERSION",
        "DERIVINGCONVERSION", "CS", "AXIS", "ORDER", "MERIDIAN", "ANGLEUNIT", "LENGTHUNIT", "SCALEUNIT",
        "UNIT",
        "ID", "AUTHORITY", "DYNAMIC", "FRAMEEPOCH", "TOWGS84",
    ]

    private static let dropped: Set<String> = [
        "USAGE", "SCOPE", "AREA", "BBOX", "VERTICALEXTENT", "TIMEEXTENT", "REMARK", "ANCHOR", "ANCHOREPOCH",
        "CITATION", "URI", "MODEL", "VELOCITYGRID", "METADATA", "AXISMINVALUE", "AXISMAXVALUE",
        "RANGEMEANING",
        "VERSION", "OPERATIONACCURACY", "BEARING",
    ]

    private static func system(_ node: WKTNode) throws(ReferenceSystemRefusal) -> WKTNode {
        if geographic.contains(node.keyword) || projected.contains(node.keyword) {
            if node.nodes.contains(where: { $0.keyword == "CS" && $0.isOf("Cartesian") }),
                geographic.contains(node.keyword)
            {
                throw .kind("a geocentric system")
            }
            return try filtered(node, isTransformation: false)
        }
        if compound.contains(node.keyword) {
            guard let part = node.nodes.first(where: { !dropped.contains($0.keyword) }) else { throw .empty }
            return try system(part)
        }
        if node.keyword == "BOUNDCRS" { return try bound(node) }
        if let kind = kinds[node.keyword] { throw .kind(kind) }
        throw .word(ReferenceSystemRefusal.excerpt(node.keyword))
    }

    /// `BOUNDCRS[SOURCECRS[…],TARGETCRS[…],ABRIDGEDTRANSFORMATION[…]]`: a shift of datum by numbers.
    private static func bound(_ node: WKTNode) throws(ReferenceSystemRefusal) -> WKTNode {
        var items: [WKTNode.Item] = []
        for child in node.nodes where !dropped.contains(child.keyword) {
            switch child.keyword {
            case "SOURCECRS", "TARGETCRS":
                guard let inner = child.nodes.first, child.items.count == 1, inner.keyword != "BOUNDCRS"
                else {
                    throw .word(child.keyword)
                }
                items.append(.node(WKTNode(keyword: child.keyword, items: [.node(try system(inner))])))
            case "ABRIDGEDTRANSFORMATION":
                items.append(.node(try filtered(child, isTransformation: true)))
            case "ID": items.append(.node(try filtered(child, isTransformation: false)))
            default: throw .word(ReferenceSystemRefusal.excerpt(child.keyword))
            }
        }
        return WKTNode(keyword: node.keyword, items: items)
    }

    private static func filtered(
        _ node: WKTNode,
        isTransformation: Bool
    ) throws(ReferenceSystemRefusal) -> WKTNode {
        var result = WKTNode(keyword: node.keyword, items: [])
        for item in node.items {
            switch item {
            case .text: result.items.append(item)
            case .word(let word):
                try check(word: word, of: node.keyword)
                result.items.append(item)
            case .node(let child):
                guard let child = try part(child, isTransformation) else { continue }
                result.items.append(.node(child))
            }
        }
        return result
    }

    /// A node within a system, as it goes on; nil for one that is left out.
    private static func part(
        _ node: WKTNode,
        _ isTransformation: Bool
    ) throws(ReferenceSystemRefusal) -> WKTNode? {
        switch node.keyword {
        case "METHOD", "PROJECTION":
            let name = node.name ?? ""
            let isAllowed =
                isTransformation
                ? OperationMethods.allowsTransformation(name) : OperationMethods.allowsProjection(name)
            guard isAllowed else { throw .method(ReferenceSystemRefusal.excerpt(name)) }
        case "PARAMETER":
            guard node.items.count >= 2, case .word = node.items[1] else {
                throw .value("a text", of: ReferenceSystemRefusal.excerpt(node.name ?? node.keyword))
            }
        case "EXTENSION": return try `extension`(node)
        case let keyword where geographic.contains(keyword) || kept.contains(keyword): break
        case let keyword where dropped.contains(keyword): return nil
        default: throw .word(ReferenceSystemRefusal.excerpt(node.keyword))
        }
        return try filtered(node, isTransformation: isTransformation)
    }

    /// GDAL's extensions of the first version: a PROJ text is read as one, grids are refused, others are left out.
    private static func `extension`(_ node: WKTNode) throws(ReferenceSystemRefusal) -> WKTNode? {
        guard case .text(let text)? = node.items.dropFirst().first else { return nil }
        switch node.name?.uppercased() {
        case "PROJ4":
            return WKTNode(keyword: "EXTENSION", items: [.text("PROJ4"), .text(try ProjText(text).text)])
        case "PROJ4_GRIDS" where text != "@null":
            throw .value(ReferenceSystemRefusal.excerpt(text), of: "PROJ4_GRIDS")
        default: return nil
        }
    }

    /// Bare words are numbers, dates, and the directions and kinds of axes.
    private static func check(word: String, of keyword: String) throws(ReferenceSystemRefusal) {
        let isName = word.utf8.allSatisfy {
            ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == UInt8(ascii: "_")
        }
        if isName, ["CS", "AXIS"].contains(keyword) { return }
        if let number = Double(word), number.isFinite { return }
        if keyword == "FRAMEEPOCH" || keyword == "ID" { return }
        throw .value(ReferenceSystemRefusal.excerpt(word), of: keyword)
    }
}

extension WKTNode {
    /// Whether the first item is this bare word.
    fileprivate func isOf(_ word: String) -> Bool {
        guard case .word(let first)? = items.first else { return false }
        return first.lowercased() == word.lowercased()
    }
}
