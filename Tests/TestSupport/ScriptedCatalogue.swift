package import Catalogue
package import Cube
package import Execution

/// A catalogue of a test, which says of itself what the test is about: without history, and with nothing wrong, unless it
/// says otherwise.
package protocol ScriptedCatalogue: WholeCatalogue {}

extension ScriptedCatalogue {
    package func entries(context: WorkContext) -> [CatalogueEntry] {
        ids.map { CatalogueEntry(id: $0, title: $0) }
    }

    package func group(at address: DatasetAddress, of dataset: Dataset, context: WorkContext) throws
        -> Dataset
    {
        try self.dataset(at: address, context: context)
    }

    package func tellsVersions(of address: DatasetAddress, context: WorkContext) throws -> Bool { false }

    package func references(of address: DatasetAddress, context: WorkContext) throws -> VersionReferences? {
        nil
    }

    package func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] { [] }

    package func virtualPlaces(of address: DatasetAddress, context: WorkContext) throws -> [VirtualPlace] {
        []
    }

    package func changes(of address: DatasetAddress, in snapshot: String, context: WorkContext) throws
        -> VersionChanges?
    { nil }

    package func states() -> [DatasetState] { ids.map { DatasetState(id: $0, state: .working) } }

    package func tryAll(where isWanted: (String) -> Bool, context: WorkContext) {}
}
