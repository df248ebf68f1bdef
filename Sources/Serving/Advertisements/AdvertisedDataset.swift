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
    /// The protocols that have it; nil is all.
    private let protocols: Set<String>?
    package let origin: PublicOrigin

    package init(_ dataset: Dataset, origin: PublicOrigin) {
        name = PercentCoding.encode(dataset.address.text)
        hasPlaces = dataset.variables.contains { $0.grid != nil }
        self.dataset = dataset
        protocols = dataset.policy.protocols
        self.origin = origin
    }

    package init(_ entry: CatalogueEntry, origin: PublicOrigin) {
        name = PercentCoding.encode(entry.id)
        hasPlaces = entry.hasPlaces
        dataset = nil
        protocols = entry.protocols
        self.origin = origin
    }

    /// Whether a service has it that answers at addresses which begin so.
    package func isServed(at prefixes: [String]) -> Bool {
        protocols?.isDisjoint(with: prefixes) != true
    }

    /// Whether its values may be handed over in a form; as far as is known where it has not been opened for this.
    package func allows(format name: String) -> Bool {
        dataset?.policy.allows(format: name) ?? true
    }
}
