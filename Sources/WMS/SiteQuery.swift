internal import Catalogue
internal import Cube
internal import Execution
internal import Gateway
internal import Serving

/// A question to `/wms` about layers `{dataset}/{variable}`, as the dataset's own service is asked it.
struct SiteQuery {
    /// The parameters that name layers.
    private static let parameters = ["LAYERS", "QUERY_LAYERS", "LAYER", "LAYERNAME"]

    private let catalogue: CatalogueView
    private var dataset: String?

    private init(_ catalogue: CatalogueView) { self.catalogue = catalogue }

    /// The same request at the dataset's address.
    ///
    /// - Throws: `LayerNotDefined` for names of another form, `WMSError` for layers of several datasets: a picture is of one;
    ///   as `CatalogueView.check` before that, as what is absent or hidden is not spoken about.
    static func request(_ request: Request, _ catalogue: CatalogueView) throws -> Request {
        var query = SiteQuery(catalogue)
        var parts: [String] = []
        for part in request.rawQuery.split(separator: "&", omittingEmptySubsequences: true) {
            parts.append(try query.rewritten(part))
        }
        guard let dataset = query.dataset else { throw WMSError(nil, "The parameter LAYERS is missing.") }
        let address = try DatasetAddress(dataset)
        var asked = request
        asked.path = try RequestPath(raw: "/\(WMSService.prefix)/\(address.encoded)")
        asked.rawQuery = parts.joined(separator: "&")
        return asked
    }

    /// A part of a query, with the names of layers as the dataset has them.
    private mutating func rewritten(_ part: Substring) throws -> String {
        guard let equals = part.firstIndex(of: "=") else { return String(part) }
        let name = part[..<equals].drop { $0 == "?" }
        let value = part[part.index(after: equals)...]
        guard let known = PercentCoding.decode(name, plusIsSpace: true)?.uppercased(),
            Self.parameters.contains(known), !value.isEmpty
        else { return String(part) }
        var names: [String] = []
        for item in try Self.items(value, of: known) { names.append(try variable(item, of: known)) }
        return "\(known)="
            + names.map { PercentCoding.encode($0, keeping: PercentCoding.isUnreserved) }.joined(
                separator: ","
            )
    }

    /// The names of a list: where no comma stands for itself, as some clients escape all, those between escaped ones, unless
    /// they are part of a name.
    private static func items(_ value: Substring, of parameter: String) throws(WMSError) -> [String] {
        var items: [String] = []
        for item in value.split(separator: ",", maxSplits: 1000, omittingEmptySubsequences: false) {
            guard let name = PercentCoding.decode(item, plusIsSpace: true) else {
                throw WMSError(nil, "\(parameter) cannot be read: a broken escape or invalid UTF-8.")
            }
            items.append(name)
        }
        guard items.count == 1, let whole = items.first else { return items }
        let pieces = whole.split(separator: ",", maxSplits: 1000, omittingEmptySubsequences: false)
        return pieces.allSatisfy { $0.contains("/") } ? pieces.map(String.init) : items
    }

    private mutating func variable(_ name: String, of parameter: String) throws -> String {
        guard let slash = name.firstIndex(of: "/") else {
            throw WMSError(
                .layerNotDefined,
                "There is no layer '\(name.prefix(80))' here: names are such as 'dataset/variable'."
            )
        }
        let first = String(name[..<slash])
        guard dataset == nil || dataset == first else {
            throw WMSError(
                nil,
                "\(parameter) names layers of '\(dataset?.prefix(80) ?? "")' and of '\(first.prefix(80))': a picture is of "
                    + "one dataset. Ask for one of each, and lay them over one another."
            )
        }
        if dataset == nil { try catalogue.check(DatasetAddress(first)) }
        dataset = first
        return String(name[name.index(after: slash)...])
    }
}
