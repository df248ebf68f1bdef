internal import CF
package import Failures
package import JSON

/// One cube, understood: its axes, its variables, and what may be asked of it.
package final class Dataset: Sendable {
    /// The address under which it was opened, `air.surface`.
    package let address: DatasetAddress
    package let title: String
    package let summary: String?
    /// Global attributes as stored.
    package let attributes: JSONObject
    package let version: DatasetVersion
    /// The axes of the data variables, each once, in order of first use.
    package let axes: [Axis]
    /// Data variables: everything that is not a coordinate, a bound or a mapping.
    package let variables: [Variable]
    /// What its samples are of, where it has any: stations, ships, soundings.
    package let features: [FeatureSet]
    /// Data variables of which a coordinate is damaged.
    package let unreadable: [UnreadableVariable]
    /// Every array of the group that can be read by index, data or not, in document order.
    package let arrays: [StoredVariable]
    /// Arrays of texts of the group, by name.
    package let texts: [StoredVariable]
    /// Arrays of the groups above, numbers or texts, that tell where and when the group's own are: coordinates of their
    /// dimensions, and what they refer to.
    package let inherited: [StoredVariable]
    /// Those of them that are data where they come from.
    let inheritedData: Set<String>
    /// Names of the groups directly below, each a dataset of its own.
    package let groups: [String]
    /// What is wrong with the metadata, by variable; none of it stops the rest from being served.
    package let findings: [Finding]
    package let limits: Limits
    package let policy: Policy
    /// Tells views of one snapshot apart; nil for the whole.
    private let view: ViewIdentity?
    let resources: ReadingResources
    /// The memory of its coordinates, in the worker's ledger as long as any dataset made from this one lives.
    let coordinates: CoordinateMemory
    package let facts = DerivedFacts()

    init(
        address: DatasetAddress,
        title: String,
        summary: String?,
        attributes: JSONObject,
        version: DatasetVersion,
        axes: [Axis],
        variables: [Variable],
        features: [FeatureSet] = [],
        unreadable: [UnreadableVariable] = [],
        arrays: [StoredVariable],
        texts: [StoredVariable] = [],
        inherited: Inheritance = Inheritance(),
        groups: [String] = [],
        findings: [Finding],
        limits: Limits,
        policy: Policy,
        view: ViewIdentity? = nil,
        resources: ReadingResources,
        coordinates: CoordinateMemory = CoordinateMemory()
    ) {
        self.address = address
        self.title = DisplayText.title(title)
        self.summary = summary.map { DisplayText.listed($0) }
        self.attributes = attributes
        self.version = version
        self.axes = axes
        self.variables = variables
        self.features = features
        self.unreadable = unreadable
        self.arrays = arrays
        self.texts = texts
        self.inherited = inherited.arrays
        inheritedData = inherited.data
        self.groups = groups
        self.findings = findings
        self.limits = limits
        self.policy = policy
        self.view = view
        self.resources = resources
        self.coordinates = coordinates
    }

    /// Bytes that its coordinates, bounds and labels hold.
    package var coordinateBytes: Int { coordinates.bytes }

    /// False once an index on disk that it has mapped is another than it was: then it must be opened anew.
    package var hasSoundIndexes: Bool { coordinates.isSound }

    /// What an answer's content depends on beside the request.
    package var identity: DatasetIdentity {
        DatasetIdentity(
            snapshot: version.snapshot,
            configuration: version.configuration,
            unreadable: unreadable.map(\.name),
            view: view
        )
    }

    /// The same cube under another of its addresses: what was understood of it is shared.
    package func addressed(as address: DatasetAddress, version: DatasetVersion) -> Dataset {
        sharing(address: address, version: version, limits: limits, policy: policy, view: view)
    }

    /// The same data under a policy that hides none of it: what was understood of it is shared.
    func offered(under policy: Policy) -> Dataset {
        let view = ViewIdentity(
            variables: variables.map(\.name),
            cuts: [],
            validTimes: [],
            offer: ViewIdentity.Offer(policy)
        )
        return sharing(
            address: address,
            version: version,
            limits: policy.limits ?? limits,
            policy: policy,
            view: view
        )
    }

    private func sharing(
        address: DatasetAddress,
        version: DatasetVersion,
        limits: Limits,
        policy: Policy,
        view: ViewIdentity?
    ) -> Dataset {
        Dataset(
            address: address,
            title: title,
            summary: summary,
            attributes: attributes,
            version: version,
            axes: axes,
            variables: variables,
            features: features,
            unreadable: unreadable,
            arrays: arrays,
            texts: texts,
            inherited: Inheritance(arrays: inherited, data: inheritedData),
            groups: groups,
            findings: findings,
            limits: limits,
            policy: policy,
            view: view,
            resources: resources,
            coordinates: coordinates
        )
    }

    /// - Throws: as `failure(naming:known:)`.
    package func variable(named name: String) throws(Failure) -> Variable {
        guard let variable = variables.first(where: { $0.name == name }) else {
            throw failure(naming: name, known: variables.map(\.name))
        }
        return variable
    }
}
