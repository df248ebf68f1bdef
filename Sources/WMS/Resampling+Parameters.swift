internal import Cube
internal import Maps

extension ResamplingChoice {
    private static let parameter = "RESAMPLING"

    /// RESAMPLING; nil, for what suits the style or what the configuration says, where it is not given.
    init?(asked parameters: WMSParameters) throws(WMSError) {
        guard let text = parameters[Self.parameter] else { return nil }
        guard let choice = ResamplingChoice(rawValue: text.lowercased()) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw WMSError(nil, "RESAMPLING='\(text.prefix(40))' is not known; there is: \(names).")
        }
        self = choice
    }

    /// The Warning fields of layers that cannot be drawn as RESAMPLING says (RFC 7234, section 5.5); none where it leaves the choice.
    static func warnings(_ parameters: WMSParameters, nearest layers: [Variable]) -> [String] {
        guard let text = parameters[parameter]?.lowercased(), text != nearest.rawValue, text != auto.rawValue
        else { return [] }
        return layers.map { layer in
            let name = String(layer.name.map { $0.isASCII && $0 != "\"" && $0 != "\\" ? $0 : "_" }.prefix(60))
            return "199 - \"RESAMPLING=\(text) has no effect here: \(name) shows its nearest cells\""
        }
    }
}
