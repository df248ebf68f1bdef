internal import Execution
internal import Gateway

/// Absolute addresses of the resources, as the client sees them.
struct Addresses {
    let origin: PublicOrigin

    var landingPage: String { origin.url("/edr") }
    var conformance: String { origin.url("/edr/conformance") }
    var api: String { origin.url("/edr/api") }
    var collections: String { origin.url("/edr/collections") }

    func collections(_ part: CollectionsPart) -> String { collections + part.query }
    func collection(_ id: String) -> String { "\(collections)/\(PercentCoding.encode(id))" }
    func data(_ type: QueryType, _ id: String) -> String { "\(collection(id))/\(type.rawValue)" }
}
