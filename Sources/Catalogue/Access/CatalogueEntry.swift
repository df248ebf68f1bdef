package import Cube

/// One line of the catalogue: known without opening the dataset, but for its groups.
package struct CatalogueEntry: Sendable, Equatable {
    package let id: String
    package let title: String
    package let summary: String?
    /// Names of the groups directly below that have addresses, as far as the dataset is open.
    package let groups: [String]
    /// Whether it could not be had when it was last asked for.
    package let isFailing: Bool
    /// False once it is known that nothing in it can be drawn or asked for by place.
    package let hasPlaces: Bool
    /// Names of the protocols that have it, as first segments of paths have them; nil is all.
    package let protocols: Set<String>?

    package init(
        id: String,
        title: String,
        summary: String? = nil,
        groups: [String] = [],
        isFailing: Bool = false,
        hasPlaces: Bool = true,
        protocols: Set<String>? = nil
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.groups = groups
        self.isFailing = isFailing
        self.hasPlaces = hasPlaces
        self.protocols = protocols
    }

    /// The same line for whom some protocols alone have it.
    func offered(over protocols: Set<String>?) -> CatalogueEntry {
        CatalogueEntry(
            id: id,
            title: title,
            summary: summary,
            groups: groups,
            isFailing: isFailing,
            hasPlaces: hasPlaces,
            protocols: protocols
        )
    }

    /// The addresses of those groups.
    package var children: [DatasetAddress] { groups.map { DatasetAddress(id: id, groups: [$0]) } }
}
