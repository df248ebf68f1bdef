internal import Maps

/// ABOVEMAXCOLOR, BELOWMINCOLOR (ncWMS's extensions) and NODATACOLOR.
extension OuterColours {
    init(_ parameters: WMSParameters) throws(WMSError) {
        self.init(
            below: try Self.ending("BELOWMINCOLOR", parameters),
            above: try Self.ending("ABOVEMAXCOLOR", parameters),
            missing: try Self.missing(parameters)
        )
    }

    private static func ending(_ name: String, _ parameters: WMSParameters) throws(WMSError) -> Ending {
        guard let text = parameters[name] else { return .extended }
        switch text.lowercased() {
        case "extend": return .extended
        case "transparent": return .clear
        default: return .tint(try tint(text, name, ", 'extend' or 'transparent'"))
        }
    }

    private static func missing(_ parameters: WMSParameters) throws(WMSError) -> Tint? {
        let name = "NODATACOLOR"
        guard let text = parameters[name], text.lowercased() != "transparent" else { return nil }
        return try tint(text, name, " or 'transparent'")
    }

    private static func tint(_ text: String, _ name: String, _ others: String) throws(WMSError) -> Tint {
        guard let tint = Tint(text: text) else {
            throw WMSError(
                nil,
                "\(name)='\(text.prefix(40))' is no colour: expected 0xRRGGBB, 0xAARRGGBB, #RRGGBB, "
                    + "a name of CSS\(others)."
            )
        }
        return tint
    }
}
