internal import Cube
internal import Execution
internal import Gateway
internal import Maps
package import Serving

extension WMSService: Advertiser {
    package var bases: [ServiceBase] {
        [ServiceBase(name: "wms", type: "WMS", path: "/wms/", needsPlaces: true)]
    }

    /// The capabilities, and a map of the first layer.
    package func advertisements(of dataset: AdvertisedDataset) -> [Advertisement] {
        let layers = dataset.dataset.map { MapLayers.all(of: $0) }
        guard dataset.hasPlaces, layers?.isEmpty != true else { return [] }
        let capabilities = Advertisement(
            .service,
            name: "wms",
            title: "Web map (WMS 1.3.0)",
            url: dataset.origin.url(
                "/wms/\(dataset.name)?service=WMS&version=1.3.0&request=GetCapabilities"
            )
        )
        let map = dataset.dataset.flatMap { whole in
            layers?.first.flatMap { Self.map(of: $0, in: whole, at: dataset.origin) }
        }
        return [capabilities] + (map.map { [$0] } ?? [])
    }

    private static let exampleWidth = 800

    /// The whole extent of a layer, in degrees, at its newest or default step.
    private static func map(of layer: Variable, in dataset: Dataset, at origin: PublicOrigin)
        -> Advertisement?
    {
        guard let extent = ExampleExtent(layer),
            let format = PictureEncoders.offered(of: dataset).first?.mediaType
        else { return nil }
        let height = min(max(Int(Double(exampleWidth) * extent.aspect), 16), 2 * exampleWidth)
        return Advertisement(
            .example,
            name: "map",
            title: "A map",
            url: origin.url(
                "/wms/\(dataset.address.encoded)?service=WMS&version=1.3.0&request=GetMap"
                    + "&layers=\(PercentCoding.encode(layer.name))&styles=&crs=CRS:84&bbox=\(extent.box)"
                    + "&width=\(exampleWidth)&height=\(height)&format=\(format)"
            ),
            isPicture: true
        )
    }
}
