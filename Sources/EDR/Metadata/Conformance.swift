internal import JSON

/// `/edr/conformance`: the classes that are served, and no others (digest: edr.md, section 2).
///
/// HTML is not among them: the class requires it of data answers too.
enum Conformance {
    private static let classes: [String] = {
        var classes = common
        for (base, names) in editions { classes += names.map { base + $0 } }
        return classes
    }()

    /// In both spellings: EDR 1.0 and 1.1 wrote `http`, 1.2 writes `https`.
    private static let common = ["http", "https"].flatMap { scheme in
        [
            "\(scheme)://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
            "\(scheme)://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
        ]
    }

    private static let editions: [(base: String, names: [String])] = [
        ("http://www.opengis.net/spec/ogcapi-edr-1/1.0/conf/", served),
        ("http://www.opengis.net/spec/ogcapi-edr-1/1.1/conf/", served),
        ("https://www.opengis.net/spec/ogcapi-edr-1/1.2/conf/", served),
    ]

    private static let served = ["core", "collections", "queries", "json", "covjson", "oas30"]

    static func document(_ addresses: Addresses) -> JSONValue {
        [
            "conformsTo": JSONValue(classes),
            "links": JSONValue(Link.itself(addresses.conformance, title: "What this API conforms to")),
        ]
    }
}
