import Gateway
import Serving

/// A protocol of places and one of all datasets, as the portal sees them.
struct ScriptedOffers: Advertiser {
    let prefixes = ["wms", "dap"]
    static let all = Advertisements([ScriptedOffers()])

    func advertisements(of dataset: AdvertisedDataset) -> [Advertisement] {
        let origin = dataset.origin
        let placed = [
            Advertisement(
                .service,
                name: "wms",
                title: "Maps",
                url: origin.url("/wms/\(dataset.name)?service=WMS&x=1")
            ),
            Advertisement(
                .example,
                name: "map",
                title: "A map",
                url: origin.url("/wms/\(dataset.name)?a=1&b=2"),
                isPicture: true
            ),
        ]
        let values = Advertisement(
            .service,
            name: "dap",
            title: "Values",
            url: origin.url("/dap/\(dataset.name)")
        )
        return (dataset.hasPlaces ? placed : []) + [values]
    }

    func catalogues(at origin: PublicOrigin) -> [Advertisement] {
        [Advertisement(.catalogue, name: "list", title: "A list", url: origin.url("/dap/list"))]
    }
}
