internal import Cube
internal import Gateway

/// Where a dataset is found in one protocol.
struct ProtocolAddress {
    /// The key in JSON.
    let name: String
    let title: String
    let url: String

    /// The addresses that clients are given: of what has no place on the Earth there are neither maps nor points.
    static func all(of address: String, hasPlaces: Bool, origin: PublicOrigin) -> [ProtocolAddress] {
        let dataset = PercentCoding.encode(address)
        let placed = [
            ProtocolAddress(
                name: "wms",
                title: "Web map (WMS 1.3.0)",
                url: origin.url("/wms/\(dataset)?service=WMS&version=1.3.0&request=GetCapabilities")
            ),
            ProtocolAddress(
                name: "edr",
                title: "OGC API – EDR",
                url: origin.url("/edr/collections/\(dataset)")
            ),
        ]
        let values = ProtocolAddress(name: "opendap", title: "OPeNDAP", url: origin.url("/dap/\(dataset)"))
        return (hasPlaces ? placed : []) + [values]
    }
}

extension Dataset {
    /// Whether some variable can be drawn and asked for by place.
    var hasPlaces: Bool { variables.contains { $0.grid != nil } }
}
