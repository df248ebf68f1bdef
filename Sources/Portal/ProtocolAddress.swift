internal import Cube
internal import Gateway

/// Where a dataset is found in one protocol.
struct ProtocolAddress {
    /// The key in JSON.
    let name: String
    let title: String
    let url: String

    /// The addresses that clients are given, whatever the dataset holds.
    static func all(of address: String, origin: PublicOrigin) -> [ProtocolAddress] {
        let dataset = PercentCoding.encode(address)
        return [
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
            ProtocolAddress(name: "opendap", title: "OPeNDAP", url: origin.url("/dap/\(dataset)")),
        ]
    }
}
