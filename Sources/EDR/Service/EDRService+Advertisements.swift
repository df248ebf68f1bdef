internal import Coverages
internal import Cube
internal import Execution
package import Gateway
package import Serving

extension EDRService: Advertiser {
    package func catalogues(at origin: PublicOrigin) -> [Advertisement] {
        let address = Addresses(origin: origin).landingPage
        return [Advertisement(.catalogue, name: "edr", title: Self.title, url: address)]
    }

    /// The collection, and a cell in the middle of the first variable that has a place and can be named in a list.
    package func advertisements(of dataset: AdvertisedDataset) -> [Advertisement] {
        guard dataset.hasPlaces else { return [] }
        let collection = Advertisement(
            .service,
            name: "edr",
            title: Self.title,
            url: dataset.origin.url("/edr/collections/\(dataset.name)")
        )
        let position = dataset.dataset.flatMap { whole in
            whole.variables.first { $0.grid != nil }
                .flatMap { self.position(in: $0, of: whole, at: dataset.origin) }
        }
        return [collection] + (position.map { [$0] } ?? [])
    }

    private static let title = "OGC API – EDR"

    private func position(in variable: Variable, of dataset: Dataset, at origin: PublicOrigin)
        -> Advertisement?
    {
        guard let middle = ExampleExtent(variable)?.middle,
            let format = formats.offered(of: dataset).offered(for: .position).first?.name
        else { return nil }
        return Advertisement(
            .example,
            name: "position",
            title: "A point",
            url: origin.url(
                "/edr/collections/\(dataset.address.encoded)/position"
                    + "?coords=POINT(\(middle.longitude)%20\(middle.latitude))"
                    + "&parameter-name=\(PercentCoding.encode(variable.name))&f=\(format)"
            )
        )
    }
}
