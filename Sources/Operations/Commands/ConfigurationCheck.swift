internal import Catalogue
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

    let file: String
    private(set) var problems: [Problem] = []
    var datasets: [Opened] = []
    /// Those of the configuration, and what was found below prefixes.
    var published: [PublishedDataset] = []
    /// Whether everybody may see everything, as the configuration has no rules.
    private(set) var isPublic = false

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
    mutating func add(_ severity: Severity, _ text: String, line: Int?) {
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
        lookAtCache(configuration)
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
        if let login = configuration.login {
            problems += LoginCheck.problems(with: login)
            for problem in KnownAskers(login).problems(withGroupsOf: login) {
                add(.warning, "login.groups: \(problem)", line: lines["login.groups"])
            }
        }
        for excess in ShippedLimits.exceeded(by: server) {
            add(.warning, excess.problem, line: lines["server.\(excess.key)"])
        }
    }

    private mutating func lookAtCache(_ configuration: Configuration) {
        guard let cache = configuration.cache else { return }
        let (key, lines) = (cache.key, configuration.lines)
        if let refusal = CachePlace.refusal(of: cache, in: configuration, file: file) {
            add(.error, "\(key): \(refusal)", line: lines["\(key).path"])
        }
        for problem in CacheFolder.problems(with: cache) {
            let severity: Severity = problem.isPossible ? .warning : .error
            add(severity, "\(key): \(problem.text)", line: lines["\(key).path"])
        }
        if let line = lines[CacheSettings.oldKey] {
            let text =
                key == CacheSettings.oldKey
                ? "is read as cache: write cache instead" : "is ignored beside cache"
            add(.warning, "\(CacheSettings.oldKey) \(text)", line: line)
        }
        if cache.indexBytes == 0 {
            let text = "cache: objects may take all of bytes: indexes of coordinates stay in memory"
            add(.warning, text, line: lines["cache.objects"])
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
            names: KnownAskers(configuration.login),
            publish: configuration.publish
        )
        for warning in review.warnings {
            add(.warning, "access: \(warning.text)", line: warning.line ?? configuration.lines["access"])
        }
    }

    private mutating func lookAtQuotas(_ configuration: Configuration) {
        let review = QuotaReview(
            configuration.quotas,
            login: configuration.login,
            names: KnownAskers(configuration.login),
            datasets: configuration.datasets.map(\.id),
            publish: configuration.publish
        )
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
}
