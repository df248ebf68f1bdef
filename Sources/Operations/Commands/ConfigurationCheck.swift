internal import Catalogue
internal import Cube
internal import Execution
internal import Glibc
internal import JSON
internal import ObjectStorage
internal import Quotas

/// What `sluice check` finds out about a configuration, in the order in which it would matter to `sluice serve`.
struct ConfigurationCheck {
    enum Severity: String {
        /// `sluice serve` would not start, or a dataset cannot be had.
        case error
        /// It starts, and something is probably not meant so.
        case warning
    }

    struct Problem {
        let severity: Severity
        let error: ConfigurationError
    }

    /// A dataset, opened on trial.
    struct Opened {
        let id: String
        /// Nil when it can be had.
        let cause: String?
        let variables: Int
        /// What services will have nothing of it, although it opens.
        var warning: String?
        /// Names of arrays that no service has.
        var unusable: [String] = []
        /// Those that services have not as they should be: see `sluice doctor`.
        var hindered: [String] = []
    }

    /// The site that nginx has, and the one that it should be made from.
    struct InstalledSite {
        let file: String
        let template: String
    }

    private static let openingSeconds = 120.0

    let file: String
    private(set) var problems: [Problem] = []
    private(set) var datasets: [Opened] = []
    private var published: [PublishedDataset] = []
    /// Whether everybody may see everything, as the configuration has no rules.
    private var isPublic = false

    /// Reads the file, the gate's secret, and looks at the folders that it names; `opensDatasets` opens them all, and `site`
    /// is compared with it.
    init(file: String, opensDatasets: Bool, site: InstalledSite? = nil) {
        self.file = file
        do throws(ConfigurationError) {
            let loaded = try LoadedConfiguration(path: file, workers: nil)
            published = loaded.configuration.datasets
            do throws(ConfigurationError) {
                _ = try GateSecret.load(for: loaded)
            } catch {
                problems.append(Problem(severity: .error, error: error))
            }
            look(at: loaded.configuration)
            if let site {
                problems += SiteCheck.problems(with: loaded, installed: site.file, template: site.template)
            }
            if opensDatasets { openAll(loaded.configuration) }
        } catch {
            problems.append(Problem(severity: .error, error: error))
        }
    }

    var isRight: Bool {
        !problems.contains { $0.severity == .error } && datasets.allSatisfy { $0.cause == nil }
    }

    /// `line`: nil for what the file does not say.
    private mutating func add(_ severity: Severity, _ text: String, line: Int?) {
        problems.append(
            Problem(severity: severity, error: ConfigurationError(file: file, line: line, problem: text))
        )
    }

    private mutating func look(at configuration: Configuration) {
        let (server, lines) = (configuration.server, configuration.lines)
        do throws(PoolError) {
            try SharedFile.checkSpool(server.spoolDirectory)
        } catch {
            let line = lines["server.spool_directory"] ?? lines["server"]
            add(.error, "nothing can be written to the spool_directory: \(error)", line: line)
        }
        if let cache = configuration.objectCache, let cause = CacheFolder.problem(with: cache.folder) {
            add(
                .warning,
                "object_cache: nothing is kept on disk, because \(cause)",
                line: lines["object_cache.path"]
            )
        }
        for note in configuration.storage.notes {
            add(.warning, "ignored: \(note)", line: lines["storage"])
        }
        if configuration.datasets.isEmpty, configuration.publish.isEmpty {
            add(
                .warning,
                "there are no datasets: nothing is published, and a service that has some refuses to reload this",
                line: lines["datasets"]
            )
        }
        if server.publicOrigin == nil {
            add(
                .warning,
                "server has no public_url: links in answers follow the names that nginx's site lists (map "
                    + "$sluice_host), and lead to localhost for all others",
                line: lines["server"]
            )
        }
        lookAtAccess(configuration)
        lookAtQuotas(configuration)
        lookAtMemory(server, lines)
        for (text, line) in SiteCheck.warnings(about: configuration) { add(.warning, text, line: line) }
        if let login = configuration.login { problems += LoginCheck.problems(with: login) }
        for excess in ShippedLimits.exceeded(by: server) {
            add(.warning, excess.problem, line: lines["server.\(excess.key)"])
        }
    }

    private mutating func lookAtAccess(_ configuration: Configuration) {
        guard let access = configuration.access else {
            isPublic = true
            return
        }
        let review = AccessReview(
            access,
            datasets: configuration.datasets.map(\.id),
            groups: AccessAsker.groups(known: configuration.login)
        )
        for warning in review.warnings {
            add(.warning, "access: \(warning.text)", line: warning.line ?? configuration.lines["access"])
        }
    }

    private mutating func lookAtQuotas(_ configuration: Configuration) {
        let datasets = configuration.publish.isEmpty ? configuration.datasets.map(\.id) : nil
        let review = QuotaReview(configuration.quotas, login: configuration.login, datasets: datasets)
        for warning in review.warnings {
            add(.warning, "quotas: \(warning.text)", line: warning.line ?? configuration.lines["quotas"])
        }
        guard let store = configuration.quotaStore else { return }
        if configuration.quotas.isEmpty {
            let text = "quota_store: there are no quotas to count"
            add(.warning, text, line: configuration.lines["quota_store"])
        }
        if let path = store.passwordFile, !SmallFile.isReadable(path) {
            let cause = String(cString: strerror(errno))
            let line = configuration.lines["quota_store.password_file"]
            add(.error, "quota_store: '\(path)' cannot be read: \(cause)", line: line)
        }
    }

    private mutating func lookAtMemory(_ server: ServerSettings, _ lines: ConfigurationLines) {
        let physical =
            Int(clamping: sysconf(Int32(_SC_PHYS_PAGES))) * Int(clamping: sysconf(Int32(_SC_PAGESIZE)))
        guard physical > 0, server.memory > physical else { return }
        add(
            .warning,
            "memory is \(ByteSize.text(server.memory)), more than the \(physical >> 20) MiB of this host",
            line: lines["server.memory"]
        )
    }

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

    private mutating func openAll(_ configuration: Configuration) {
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
        guard !cube.variables.contains(where: { $0.grid != nil }) else { return nil }
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

    /// A line for each thing found, and one that says what came of it all.
    var text: String {
        let found = problems.map { problem in
            let error = problem.error
            return "\(error.place): \(problem.severity.rawValue): \(error.problem)\n"
        }
        let opened = datasets.map { dataset in
            let state =
                dataset.cause.map { "failing: \($0)" } ?? dataset.warning.map { "warning: \($0)" }
                ?? "ok, \(dataset.variables) variables"
            return "dataset \(dataset.id): \(state)\(dataset.trouble)\n"
        }
        let failing = datasets.count { $0.cause != nil }
        let errors = problems.count { $0.severity == .error }
        let verdict =
            isRight
            ? "\(file) is right: \(published.count) datasets\(datasets.isEmpty ? "" : ", all open")"
                + "\(isPublic ? ", everything is public (there is no 'access')" : "")\n"
            : "\(file): \(errors) errors, \(failing) failing datasets\n"
        return found.joined() + opened.joined() + verdict
    }

    var json: String {
        let found = problems.map { problem in
            JSONValue.object(
                JSONObject([
                    ("severity", .string(problem.severity.rawValue)), ("file", .string(problem.error.file)),
                    ("line", problem.error.line.map { JSONValue($0) } ?? .null),
                    ("column", problem.error.column.map { JSONValue($0) } ?? .null),
                    ("problem", .string(problem.error.problem)),
                ])
            )
        }
        let opened = datasets.map { dataset in
            JSONValue.object(
                JSONObject([
                    ("id", .string(dataset.id)), ("state", .string(dataset.cause == nil ? "ok" : "failing")),
                    ("cause", dataset.cause.map { .string($0) } ?? .null),
                    ("variables", JSONValue(dataset.variables)),
                    ("warning", dataset.warning.map { .string($0) } ?? .null),
                    ("unusable", .array(dataset.unusable.map { .string($0) })),
                    ("hindered", .array(dataset.hindered.map { .string($0) })),
                ])
            )
        }
        let object = JSONObject([
            ("file", .string(file)), ("right", .bool(isRight)), ("public", .bool(isPublic)),
            ("problems", .array(found)),
            ("datasets", .array(opened)),
        ])
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }
}

extension ConfigurationCheck.Opened {
    /// Names on one line.
    private static let mostNamed = 20

    /// What of the dataset services do not have, or not right; empty where that is nothing.
    fileprivate var trouble: String {
        let parts = [
            Self.words(unusable, "cannot be served"), Self.words(hindered, "cannot be served right"),
        ]
        let told = parts.compactMap { $0 }
        guard !told.isEmpty else { return "" }
        return "; \(told.joined(separator: ", "))" + (warning == nil ? ": `sluice doctor` tells more" : "")
    }

    private static func words(_ names: [String], _ what: String) -> String? {
        guard !names.isEmpty else { return nil }
        let listed = names.prefix(mostNamed).map(TerminalText.safe).joined(separator: ", ")
        let rest = names.count > mostNamed ? " and \(names.count - mostNamed) more" : ""
        return "\(names.count) \(what) (\(listed)\(rest))"
    }
}
