internal import Cube
internal import JSON

/// `/edr/collections/{d}`: one collection's description (OGC 19-086r9, clause 8.1.4 and annex C).
struct CollectionDocument {
    private let collection: Collection
    private let addresses: Addresses
    private let address: String

    /// As many keywords as a page can show.
    private static let mostKeywords = 30

    init(_ collection: Collection, _ addresses: Addresses) {
        self.collection = collection
        self.addresses = addresses
        address = addresses.collection(collection.id)
    }

    var json: JSONValue {
        let dataset = collection.dataset
        return [
            "id": JSONValue(collection.id),
            "title": JSONValue(dataset.title),
            "description": JSONValue(dataset.summary ?? dataset.title),
            "keywords": JSONValue(keywords),
            "links": JSONValue(links),
            "extent": CollectionExtent(collection).json,
            "data_queries": ["position": ["link": positionLink]],
            "crs": JSONValue(CRSName.offered),
            "output_formats": JSONValue([Encoding.coverageJSON.name]),
            "parameter_names": .object(parameters),
        ]
    }

    private var keywords: [String] {
        var seen: Set<String> = []
        let names = collection.variables.map { $0.standardName ?? $0.name }
        return Array(names.filter { seen.insert($0).inserted }.prefix(Self.mostKeywords))
    }

    private var links: [Link] {
        Link.itself(address, title: collection.dataset.title) + [
            Link(
                href: addresses.position(collection.id),
                rel: "data",
                type: Encoding.coverageJSON.contentType,
                title: "Values at a position"
            ),
            Link(
                href: addresses.collections,
                rel: "collection",
                type: "application/json",
                title: "All collections"
            ),
        ]
    }

    private var positionLink: JSONValue {
        [
            "href": JSONValue(addresses.position(collection.id)),
            "rel": "data",
            "type": JSONValue(Encoding.coverageJSON.contentType),
            "title": "Values at a position",
            "templated": false,
            "variables": [
                "title": "Position",
                "description": JSONValue(PositionRequest.description),
                "query_type": "position",
                "coords": JSONValue(exampleCoordinates),
                "output_formats": JSONValue([Encoding.coverageJSON.name]),
                "default_output_format": JSONValue(Encoding.coverageJSON.name),
                "crs_details": .array(
                    CRSName.offered.map { ["crs": JSONValue($0), "wkt": JSONValue(CRSName.wkt)] }
                ),
            ],
        ]
    }

    /// The middle of the first variable's grid.
    private var exampleCoordinates: String {
        guard let extent = collection.variables.first?.grid?.extent else { return "POINT(0 0)" }
        let (x, y) = ((extent.west + extent.east) / 2, (extent.south + extent.north) / 2)
        return "POINT(\(NumberText.of(x)) \(NumberText.of(y)))"
    }

    private var parameters: JSONObject {
        JSONObject(
            collection.variables.map { variable in
                var parameter = ParameterObject(variable, collectionAddress: address).collectionForm
                if let extent = CollectionExtent(collection).difference(of: variable) {
                    parameter["extent"] = extent
                }
                return (variable.name, .object(parameter))
            }
        )
    }
}
