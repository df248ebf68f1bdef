import Catalogue
import Cube
import Execution
import Failures
import Portal
import TestSupport

/// Fixtures with the history that a test gives them.
struct VersionedFixtures: ScriptedCatalogue {
    let catalogue: FixtureCatalogue
    var tells = true
    var references: VersionReferences?
    var commits: [VersionCommit] = []
    var changes: VersionChanges?
    var places: [VirtualPlace] = []

    init(_ fixtures: [CubeFixture]) {
        catalogue = FixtureCatalogue(fixtures)
    }

    var ids: [String] { catalogue.ids }

    func entries(context: WorkContext) -> [CatalogueEntry] { catalogue.entries(context: context) }

    func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        try catalogue.dataset(at: address, context: context)
    }

    func tellsVersions(of address: DatasetAddress, context: WorkContext) -> Bool { tells }

    func references(of address: DatasetAddress, context: WorkContext) -> VersionReferences? { references }

    func history(
        of address: DatasetAddress,
        from snapshot: String,
        limit: Int,
        context: WorkContext
    ) throws -> [VersionCommit] {
        guard let start = commits.firstIndex(where: { $0.snapshot == snapshot }) else {
            throw Failure.notFound(.version, name: snapshot, known: [])
        }
        return Array(commits[start...].prefix(limit))
    }

    func virtualPlaces(of address: DatasetAddress, context: WorkContext) -> [VirtualPlace] { places }

    func changes(of address: DatasetAddress, in snapshot: String, context: WorkContext) -> VersionChanges? {
        changes
    }
}
