package import Cube
package import Execution

/// Everything that is published here, whoever asks: for the operator, and for the views that services get.
package protocol WholeCatalogue: VersionCatalogue, DatasetHealth {
    /// The names of the datasets, in the order of the configuration.
    var ids: [String] { get }

    /// Whether a dataset has that name.
    func publishes(_ id: String) -> Bool

    /// A line for each dataset, in the order of the configuration.
    func entries(context: WorkContext) -> [CatalogueEntry]

    /// The dataset at an address, opened if it is not open yet.
    ///
    /// - Throws: `Failure.notFound`, or what opening its store gave.
    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset

    /// A group of an open dataset, in the same snapshot.
    ///
    /// - Throws: as `dataset(at:context:)`, and `Failure.storage` where the snapshot is not to be had any more.
    func group(at address: DatasetAddress, of dataset: Dataset, context: WorkContext) throws -> Dataset
}

extension WholeCatalogue {
    package func publishes(_ id: String) -> Bool { ids.contains(id) }
}
