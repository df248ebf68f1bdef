internal import Maps
internal import WMS

extension WMSSettings {
    static let keys = [
        "crs", "layer_limit", "resampling", "animation_frames", "fees", "access_constraints", "contact",
        "attribution",
    ]

    init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init()
        if mapping.node("crs") != nil { offer(systems: try Self.systems(mapping)) }
        layerLimit = try mapping.integer("layer_limit", in: Self.layerLimits) ?? layerLimit
        resampling = try mapping.choice("resampling", of: ResamplingChoice.self) ?? resampling
        animationFrames = try mapping.integer("animation_frames", in: Self.frameLimits) ?? animationFrames
        fees = try mapping.text("fees") ?? fees
        accessConstraints = try mapping.text("access_constraints") ?? accessConstraints
        if let inner = try mapping.mapping("contact", keys: Contact.keys) { contact = try Contact(inner) }
        if let inner = try mapping.mapping("attribution", keys: Attribution.keys) {
            attribution = try Attribution(inner)
        }
    }

    /// Each of the codes is one that PROJ knows, and whose order of axes is beyond doubt.
    private static func systems(_ mapping: StrictMapping) throws(ConfigurationError) -> [String] {
        let codes = try mapping.texts("crs")
        guard codes.count <= mostSystems else {
            throw mapping.error("crs", "must have at most \(mostSystems) systems")
        }
        for (index, code) in codes.enumerated() {
            if let problem = problem(ofSystem: code) {
                throw mapping.error("crs", entry: index, "'\(code)' is not offered: \(problem)")
            }
        }
        return codes
    }
}

extension WMSSettings.Contact {
    static let keys = [
        "person", "organization", "position", "address", "city", "region", "postcode", "country", "telephone",
        "email",
    ]

    fileprivate init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init()
        person = try mapping.text("person") ?? ""
        organization = try mapping.text("organization") ?? ""
        guard person.isEmpty == organization.isEmpty else {
            throw mapping.error("person", "and organization are both needed, or neither")
        }
        position = try mapping.text("position") ?? ""
        address = try mapping.text("address") ?? ""
        city = try mapping.text("city") ?? ""
        region = try mapping.text("region") ?? ""
        postcode = try mapping.text("postcode") ?? ""
        country = try mapping.text("country") ?? ""
        telephone = try mapping.text("telephone") ?? ""
        email = try mapping.text("email") ?? ""
    }
}

extension WMSSettings.Attribution {
    static let keys = ["title", "url"]

    fileprivate init(_ mapping: StrictMapping) throws(ConfigurationError) {
        let url = try mapping.text("url")
        guard url.map({ $0.hasPrefix("https://") || $0.hasPrefix("http://") }) ?? true else {
            throw mapping.error("url", "must be an address such as 'https://example.org'")
        }
        self.init(title: try mapping.requiredText("title"), url: url)
    }
}
