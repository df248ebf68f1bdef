package import Execution

/// What is published here, as far as the asking principal may know.
package protocol Catalogue: Sendable {
    /// The datasets that the principal of `context` may see, in the order of the configuration.
    func entries(context: WorkContext) -> [CatalogueEntry]

    /// The dataset at an address, opened if it is not open yet, under the principal's policy.
    ///
    /// - Throws: `Failure.notFound` (the same for absent and forbidden), or what opening its store gave.
    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset

    /// An open dataset with those groups below it whose names are wanted, in the same state; alone where the hierarchy is
    /// over `DatasetTree.Bounds`.
    ///
    /// - Throws: as `dataset(at:context:)`, and `Failure.storage` where the state is not to be had any more.
    func tree(
        below dataset: Dataset,
        wants: (String) -> Bool,
        context: WorkContext
    ) throws -> DatasetTree
}

extension Catalogue {
    /// For catalogues whose datasets have one state only.
    package func tree(
        below dataset: Dataset,
        wants: (String) -> Bool,
        context: WorkContext
    ) throws -> DatasetTree {
        try DatasetTree(below: dataset, wants: wants, context: context) {
            try self.dataset(at: $0, context: context)
        }
    }
}

/// One line of the catalogue: known without opening the dataset, but for its groups.
package struct CatalogueEntry: Sendable, Equatable {
    package let id: String
    package let title: String
    package let summary: String?
    /// Names of the groups directly below that have addresses, as far as the dataset is open.
    package let groups: [String]
    /// Whether opening it failed the last time.
    package let isFailing: Bool
    /// False once it is known that nothing in it can be drawn or requested by place.
    package let hasPlaces: Bool

    package init(
        id: String,
        title: String,
        summary: String? = nil,
        groups: [String] = [],
        isFailing: Bool = false,
        hasPlaces: Bool = true
    ) {
        self.id = id
        self.title = title
        self.summary = summary
        self.groups = groups
        self.isFailing = isFailing
        self.hasPlaces = hasPlaces
    }

    /// The addresses of those groups.
    package var children: [DatasetAddress] { groups.map { DatasetAddress(id: id, groups: [$0]) } }
}
