internal import Cube
internal import Execution
package import Gateway
package import Serving

extension DAPService: Advertiser {
    package var bases: [ServiceBase] {
        [
            ServiceBase(name: "odap", type: "OPENDAP", path: "/dap/"),
            ServiceBase(name: "dap4", type: "DAP4", path: "/dap/"),
        ]
    }

    package func catalogues(at origin: PublicOrigin) -> [Advertisement] {
        [
            Advertisement(
                .catalogue,
                name: "thredds",
                title: "THREDDS catalogue",
                url: origin.url("/dap/catalog.xml")
            )
        ]
    }

    /// The address for programs, and up to ten values along the last dimension of the first variable, as text.
    package func advertisements(of dataset: AdvertisedDataset) -> [Advertisement] {
        let address = Advertisement(
            .service,
            name: "opendap",
            title: "OPeNDAP",
            url: dataset.origin.url("/dap/\(dataset.name)")
        )
        guard let whole = dataset.dataset, let variable = whole.variables.first,
            dataset.allows(format: "ascii")
        else { return [address] }
        let sizes = variable.stored.shape
        let ranges = sizes.enumerated().map { index, size in
            index == sizes.count - 1 ? "%5B0:\(max(min(size, 10) - 1, 0))%5D" : "%5B0%5D"
        }
        let name = PercentCoding.encode(DAP2Identifier.encode(variable.name))
        return [
            address,
            Advertisement(
                .example,
                name: "values",
                title: "A few values",
                url: dataset.origin.url("/dap/\(whole.address.encoded).ascii?\(name)\(ranges.joined())")
            ),
        ]
    }
}
