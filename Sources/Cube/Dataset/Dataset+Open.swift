package import Execution
package import Zarr

extension Dataset {
    /// Understands a group: finds axes and variables and reads the coordinates, in one batch.
    ///
    /// - Throws: `Failure` or `Interruption`; a bad variable only spoils itself and is reported in `findings`.
    package static func open(
        _ group: ZarrGroup, address: DatasetAddress, title: String?, summary: String?, version: DatasetVersion,
        limits: Limits, policy: Policy, resources: ReadingResources, context: WorkContext
    ) throws -> Dataset {
        throw Failure.defect
    }
}
