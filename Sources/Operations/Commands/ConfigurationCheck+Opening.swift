internal import Catalogue
internal import Cube
internal import Execution
internal import ObjectStorage

extension ConfigurationCheck {
    private static let openingSeconds = 120.0

    /// What lies below the prefixes that are published, as `sluice serve` would find it.
    private mutating func discovered(_ configuration: Configuration) -> [PublishedDataset] {
        let list = Discovery.lister(profiles: configuration.storage, engine: TransferEngine())
        return configuration.publish.flatMap { rule -> [PublishedDataset] in
            do {
                return try list(rule, .background(seconds: Self.openingSeconds)).compactMap(rule.dataset)
            } catch {
                let text = "publish: \(StoreLocation.shown(rule.prefix)): \(ErrorWords.text(error))"
                add(.error, text, line: configuration.lines["publish"])
                return []
            }
        }
    }

    mutating func openAll(_ configuration: Configuration) {
        let known = Set(configuration.datasets.map(\.id))
        let datasets = configuration.datasets + discovered(configuration).filter { !known.contains($0.id) }
        published = datasets
        let catalogue = CommandCatalogue(
            datasets,
            profiles: configuration.storage,
            limits: configuration.limits,
            memory: configuration.server.dataBytesPerWorker
        )
        for dataset in datasets {
            let context = WorkContext.background(seconds: Self.openingSeconds)
            do {
                let cube = try catalogue.all.dataset(at: DatasetAddress(id: dataset.id), context: context)
                var opened = Opened(id: dataset.id, cause: nil, variables: cube.variables.count)
                opened.warning = Self.warning(cube)
                (opened.unusable, opened.hindered) = Self.troubled(cube)
                self.datasets.append(opened)
            } catch {
                let cause = OpenedStore.cause(error, context)
                self.datasets.append(Opened(id: dataset.id, cause: cause, variables: 0))
            }
        }
    }

    /// A dataset opens however little of it can be understood.
    private static func warning(_ cube: Dataset) -> String? {
        guard !cube.variables.contains(where: { $0.grid != nil }) else {
            return cube.reasonOfTooLargeGrids.map { "\($0): it has no maps and no places" }
        }
        // Groups are datasets of their own, for which this one may hold coordinates.
        if cube.hasOnlyCoordinates, !cube.groups.isEmpty { return nil }
        let reason = cube.reasonWithoutPlaces().map { " (\($0))" } ?? ""
        let rest =
            cube.hasOnlyCoordinates ? "no service has data of it" : "only DAP serves it"
        return "no variable has a place on the Earth\(reason), so \(rest): `sluice doctor` tells more"
    }

    /// Names of arrays that cannot be served, and of those that cannot be served right: where `sluice doctor` has errors.
    private static func troubled(_ cube: Dataset) -> (unusable: [String], hindered: [String]) {
        var (unusable, hindered): ([String], [String]) = ([], [])
        for finding in cube.findings where finding.problem.severity.hinders {
            if case .unusable = finding.problem {
                unusable.append(finding.subject)
            } else if !hindered.contains(finding.subject) {
                hindered.append(finding.subject)
            }
        }
        return (unusable, hindered)
    }
}
