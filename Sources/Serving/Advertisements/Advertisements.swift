package import Gateway

/// A service that says what it offers, truly: no address that leads to an error.
package protocol Advertiser: Sendable {
    /// First segments of its addresses, by which rules of access name it.
    var prefixes: [String] { get }

    /// What it offers of one dataset: nothing of what it cannot serve, and examples only of what is known.
    func advertisements(of dataset: AdvertisedDataset) -> [Advertisement]

    /// Its own lists of all datasets.
    func catalogues(at origin: PublicOrigin) -> [Advertisement]

    /// What THREDDS catalogues say of it.
    var bases: [ServiceBase] { get }
}

extension Advertiser {
    package func catalogues(at origin: PublicOrigin) -> [Advertisement] { [] }
    package var bases: [ServiceBase] { [] }
}

/// What some services offer together: pages, catalogues and links are made from it.
package struct Advertisements: Sendable {
    private let advertisers: [any Advertiser]

    /// In the order in which clients are shown them.
    package init(_ advertisers: [any Advertiser]) {
        self.advertisers = advertisers
    }

    /// All that is offered of a dataset.
    package func all(of dataset: AdvertisedDataset) -> [Advertisement] {
        advertisers.filter { dataset.isServed(at: $0.prefixes) }.flatMap { $0.advertisements(of: dataset) }
    }

    /// What is offered of all datasets at once.
    package func catalogues(at origin: PublicOrigin) -> [Advertisement] {
        advertisers.flatMap { $0.catalogues(at: origin) }
    }

    /// What THREDDS catalogues say of the services.
    package var bases: [ServiceBase] { advertisers.flatMap(\.bases) }
}
