internal import CF
package import Execution
package import Failures
internal import JSON
package import Zarr

extension Dataset {
    /// Understands a group: finds axes and variables and reads the coordinates.
    ///
    /// `ancestors` are the groups above, nearest first, where references may point to. Throws `Failure` when the store
    /// fails; a variable with bad metadata, or a damaged coordinate, only spoils itself and is reported in `findings`.
    package static func open(
        _ group: ZarrGroup,
        ancestors: [ZarrGroup] = [],
        address: DatasetAddress,
        title: String?,
        summary: String?,
        version: DatasetVersion,
        limits: Limits,
        policy: Policy,
        resources: ReadingResources,
        context: WorkContext
    ) throws -> Dataset {
        let budget = OpeningBudget(
            datasetName: address.text,
            limits: limits,
            ledger: resources.ledger,
            indexes: resources.indexes,
            context: context
        )
        var builder = DatasetBuilder(group, ancestors: ancestors, budget: budget)
        let variables = try builder.variables()
        let attributes = CFAttributes(group.attributes)
        return Dataset(
            address: address,
            title: title ?? attributes.text("title") ?? address.text,
            summary: summary ?? attributes.text("summary") ?? attributes.text("description"),
            attributes: group.attributes,
            version: version,
            axes: builder.axes,
            variables: variables,
            features: builder.features.sets,
            unreadable: builder.unreadable,
            arrays: builder.arrays.own,
            texts: builder.arrays.ownTexts,
            inherited: Inheritance(builder.arrays, ancestors: ancestors),
            groups: group.groups.map(\.name).filter(DisplayText.isName),
            findings: builder.findings + builder.meshes.findings + builder.features.findings + budget.findings
                + findings(about: group, at: address),
            limits: limits,
            policy: policy,
            resources: resources,
            coordinates: budget.memory
        )
    }
}

extension Dataset {
    /// What of the groups below is reached otherwise than one might expect.
    private static func findings(about group: ZarrGroup, at address: DatasetAddress) -> [Finding] {
        let names = group.groups.map(\.name)
        let excess = HierarchyBounds.excess(of: group)
        let hidden = names.filter { !DatasetAddress.isGroupName($0) }.map {
            Finding(
                subject: $0,
                problem: DisplayText.isName($0)
                    ? .noAddress(isInDMR: excess == nil) : .nameTooLong(bytes: $0.utf8.count)
            )
        }
        guard let excess else { return hidden }
        let problem = MetadataProblem.hierarchyTooLarge(
            groups: excess.groups,
            arrays: excess.arrays,
            levels: excess.levels,
            bounds: HierarchyBounds.text
        )
        return hidden + [Finding(subject: address.text, problem: problem)]
    }
}
