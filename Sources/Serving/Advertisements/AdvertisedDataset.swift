package import Catalogue
package import Cube
internal import Execution
package import Gateway

/// A dataset as far as is known where addresses of it are given out: whole, or a line of the catalogue.
package struct AdvertisedDataset: Sendable {
    /// Its name in a path, percent-encoded whole.
    package let name: String
    /// Whether something in it has a place on the Earth, as far as is known.
    package let hasPlaces: Bool
    /// What it holds; nil where it has not been opened for this.
    package let dataset: Dataset?
    package let origin: PublicOrigin

    package init(_ dataset: Dataset, origin: PublicOrigin) {
        name = PercentCoding.encode(dataset.address.text)
        hasPlaces = dataset.variables.contains { $0.grid != nil }
        self.dataset = dataset
        self.origin = origin
    }

    package init(_ entry: CatalogueEntry, origin: PublicOrigin) {
        name = PercentCoding.encode(entry.id)
        hasPlaces = entry.hasPlaces
        dataset = nil
        self.origin = origin
    }
}
