/// Parameters for a rendering that is not offered: they refuse nothing, and a warning names them.
enum IdleParameters {
    /// Of ncWMS, of styled layer descriptors, and of other servers.
    private static let styling = [
        "AUTOSCALE", "CONTRAST", "QUALITY", "INTERPOLATION", "INTERPOLATIONS", "ENV",
    ]
    /// Of scales of numbers.
    static let scaling = ["NUMCOLORBANDS", "ABOVEMAXCOLOR", "BELOWMINCOLOR"]

    /// The Warning fields (RFC 7234, section 5.5) of a request's parameters without effect.
    static func warnings(_ parameters: WMSParameters, also others: [String] = []) -> [String] {
        (styling.filter { parameters[$0] != nil } + others).map { "199 - \"\($0) has no effect here\"" }
    }
}
