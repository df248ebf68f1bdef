internal import CRS
internal import Coverages
internal import Cube
internal import Grids
internal import JSON

/// `/edr/collections/{d}`: one collection's description (OGC 19-086r9, clause 8.1.4 and annex C).
struct CollectionDocument {
    private let collection: Collection
    private let addresses: Addresses
    private let formats: CoverageFormats
    private let address: String
    private let systems: [NamedSystem]
    private let extent: CollectionExtent

    /// As many keywords as a page can show.
    private static let maxKeywords = 30
    private static let maxGroups = 500

    init(_ collection: Collection, _ addresses: Addresses, _ formats: CoverageFormats) {
        self.collection = collection
        self.addresses = addresses
        self.formats = formats.offered(of: collection.dataset)
        address = addresses.collection(collection.id)
        systems = collection.systems
        extent = CollectionExtent(collection)
    }

    var json: JSONValue {
        let dataset = collection.dataset
        return [
            "id": JSONValue(collection.id),
            "title": JSONValue(dataset.title),
            "description": JSONValue(dataset.summary ?? dataset.title),
            "keywords": JSONValue(keywords),
            "links": JSONValue(links),
            "extent": extent.json,
            "data_queries": .object(
                JSONObject(queries.map { ($0.rawValue, ["link": dataLink($0)]) })
            ),
            "crs": JSONValue(CRSName.offered + systems.map(\.name)),
            "output_formats": JSONValue(formats.all.map(\.name)),
            "parameter_names": .object(parameters),
        ]
    }

    private var keywords: [String] {
        var seen: Set<String> = []
        let names = collection.variables.map { $0.standardName ?? $0.name }
        return Array(names.filter { seen.insert($0).inserted }.prefix(Self.maxKeywords))
    }

    private var links: [Link] {
        Link.itself(address, title: collection.dataset.title) + dataLinks + groupLinks + [
            Link(
                href: addresses.collections,
                rel: "collection",
                type: "application/json",
                title: "All collections"
            )
        ]
    }

    /// Groups below are collections of their own; those without places say so when they are asked.
    private var groupLinks: [Link] {
        collection.dataset.children.prefix(Self.maxGroups).map { child in
            Link(
                href: addresses.collection(child.text),
                rel: "child",
                type: "application/json",
                title: child.text
            )
        }
    }

    private var dataLinks: [Link] {
        queries.map { type in
            Link(
                href: addresses.data(type, collection.id),
                rel: "data",
                type: mediaType(of: type),
                title: type.title
            )
        }
    }

    private var queries: [QueryType] { formats.queries }

    /// Of the format in which a query is answered if it names none.
    private func mediaType(of type: QueryType) -> String { formats.offered(for: type).first?.mediaType ?? "" }

    private func dataLink(_ type: QueryType) -> JSONValue {
        let names = formats.offered(for: type).map(\.name)
        var variables = JSONObject([
            ("title", JSONValue(type.title)), ("description", JSONValue(type.description)),
            ("query_type", JSONValue(type.rawValue)),
            ("output_formats", JSONValue(names)), ("default_output_format", JSONValue(names.first ?? "")),
            (
                "crs_details",
                .array(
                    CRSName.offered.map { ["crs": JSONValue($0), "wkt": JSONValue(CRSName.wkt)] }
                        + systems.map { ["crs": JSONValue($0.name), "wkt": JSONValue($0.wkt)] }
                )
            ),
        ])
        switch type {
        case .position: variables["coords"] = JSONValue(exampleCoordinates)
        // Required even where there is no height (OGC 19-086r9, requirement A.24).
        case .area: variables["coords"] = JSONValue(exampleArea)
        case .cube: variables["height_units"] = JSONValue(heightUnits)
        }
        return [
            "href": JSONValue(addresses.data(type, collection.id)),
            "rel": "data",
            "type": JSONValue(mediaType(of: type)),
            "title": JSONValue(type.title),
            "templated": false,
            "variables": .object(variables),
        ]
    }

    /// The units of all vertical axes, each once; metres where there is none.
    private var heightUnits: [String] {
        var units: [String] = []
        for unit in collection.verticalAxes.map({ $0.units ?? "1" }) where !units.contains(unit) {
            units.append(unit)
        }
        return units.isEmpty ? ["m"] : units
    }

    /// The middle of the first variable's grid.
    private var exampleCoordinates: String {
        guard let extent = collection.variables.first?.grid?.extent else { return "POINT(0 0)" }
        let (middle, y) = ((extent.west + extent.east) / 2, (extent.south + extent.north) / 2)
        let x = middle > 180 ? middle - 360 : middle
        return "POINT(\(NumberText.of(x)) \(NumberText.of(y)))"
    }

    /// The middle ninth of the first variable's grid.
    private var exampleArea: String {
        guard let extent = collection.variables.first?.grid?.extent else {
            return "POLYGON((0 0,1 0,1 1,0 0))"
        }
        let (width, height) = ((extent.east - extent.west) / 3, (extent.north - extent.south) / 3)
        let (west, east) = (NumberText.of(extent.west + width), NumberText.of(extent.east - width))
        let (south, north) = (NumberText.of(extent.south + height), NumberText.of(extent.north - height))
        return
            "POLYGON((\(west) \(south),\(east) \(south),\(east) \(north),\(west) \(north),\(west) \(south)))"
    }

    private var parameters: JSONObject {
        JSONObject(
            collection.variables.map { variable in
                var parameter = ParameterObject.collectionForm(of: variable, address: address)
                if let own = extent.difference(of: variable) { parameter["extent"] = own }
                return (variable.name, .object(parameter))
            }
        )
    }
}
