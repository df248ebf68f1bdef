internal import Authentication
internal import Catalogue
internal import Cube
internal import Failures
internal import Gateway
internal import ObjectStorage
internal import Quotas
internal import WMS
internal import Yams

extension Configuration {
    static let keys = [
        "server", "limits", "storage", "cache", CacheSettings.oldKey, "publish", "datasets", "login",
        "access",
        "site", "quotas",
        "quota_store", "fair_use", "wms",
    ]

    /// Reads a configuration; `file` names it in errors, and paths in it are relative to `directory`.
    package init(yaml: String, file: String, directory: String) throws(ConfigurationError) {
        var published = PublishedList()
        try self.init(yaml: yaml, file: file, directory: directory, &published)
        datasets = published.datasets
    }

    /// Reads all files of a configuration.
    init(_ files: ConfigurationFiles) throws(ConfigurationError) {
        var published = PublishedList()
        let main = files.main
        let directory = FilePath.directory(of: main.path)
        try self.init(yaml: main.text, file: main.path, directory: directory, &published)
        for file in files.others {
            guard let root = try Self.compose(file.text, StrictMapping.Place(file: file.path, path: ""))
            else {
                continue
            }
            try published.add(file: root, path: file.path, server: server)
        }
        datasets = published.datasets
    }

    private init(
        yaml: String,
        file: String,
        directory: String,
        _ published: inout PublishedList
    ) throws(ConfigurationError) {
        self.init()
        let place = StrictMapping.Place(file: file, path: "")
        guard let root = try Self.compose(yaml, place) else { return }
        lines = ConfigurationLines(root)
        let document = try StrictMapping(
            root,
            keys: Self.keys,
            place: place
        )
        if let mapping = try document.mapping("server", keys: ServerSettings.keys) {
            server = try ServerSettings(mapping, directory: directory)
        }
        if let mapping = try document.mapping("limits", keys: Limits.keys) { limits = try Limits(mapping) }
        storage = try StorageProfiles(document, file: file, directory: directory)
        for (key, keys) in [(CacheSettings.oldKey, CacheSettings.oldKeys), ("cache", CacheSettings.keys)] {
            guard let mapping = try document.mapping(key, keys: keys) else { continue }
            cache = try CacheSettings(mapping, key: key, directory: directory)
        }
        if let mapping = try document.mapping("login", keys: LoginSettings.keys) {
            login = try LoginSettings(mapping, directory: directory)
        }
        if let mapping = try document.mapping("site", keys: SiteSettings.keys) {
            site = try SiteSettings(mapping, directory: directory, server: server)
        }
        publish = try PublishRule.all(document, directory: directory, server: server)
        access = try Self.access(document, place: place, limits: limits)
        quotas = try Quota.all(document, place: place)
        if let mapping = try document.mapping("quota_store", keys: QuotaStoreSettings.keys) {
            quotaStore = try QuotaStoreSettings(mapping, directory: directory)
        }
        if let mapping = try document.mapping("fair_use", keys: FairUseRules.keys) {
            fairUse = try FairUseRules(mapping)
        }
        if let mapping = try document.mapping("wms", keys: WMSSettings.keys) {
            wms = try WMSSettings(mapping)
        }
        guard let node = document.node("datasets") else { return }
        guard let entries = node.sequence else { throw document.error("datasets", "must be a list") }
        try published.add(
            entries.map { $0 },
            in: place.inside("datasets"),
            directory: directory,
            server: server
        )
    }

    /// Nil for an empty document.
    private static func compose(_ yaml: String, _ place: StrictMapping.Place) throws(ConfigurationError)
        -> Node?
    {
        do {
            // A mark of the byte order may stand in front (YAML 1.2.2, section 5.2).
            let text = String(
                yaml.unicodeScalars.first == "\u{FEFF}"
                    ? yaml.unicodeScalars.dropFirst() : yaml.unicodeScalars[...]
            )
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            let (problem, line, column) = words(error, yaml)
            throw place.error("this is not YAML: \(problem)", line: line, column: column)
        } catch {
            throw place.error("this is not YAML", line: nil)
        }
    }
}

extension Configuration {
    /// What the YAML parser says, in one line, and the place that it is about.
    private static func words(_ error: YamlError, _ yaml: String) -> (
        problem: String, line: Int?, column: Int?
    ) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
            // What is missing at the end is missing behind the last line.
            let line = min(max(mark.line, 1), lines.count)
            let hint =
                lines[line - 1].contains("\t")
                ? "; there is a tab in this line: YAML indents with blanks" : ""
            return (problem + hint, line, line == mark.line ? mark.column : nil)
        case .reader(let problem, let offset, _, _):
            let line = offset.map { yaml.prefix($0).count { $0 == "\n" } + 1 }
            return (problem, line, nil)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            return ("the key \(names) is there twice", context.mark.line, nil)
        default: return ("it cannot be parsed", nil, nil)
        }
    }
}

extension Limits {
    static let keys: [String] = [
        Name.decodedBytes, .fetchedBytes, .chunks, .outputCells, .outputBytes, .pixels, .pictureSide,
        .vertices, .crossings, .seconds, .spoolBytes, .coordinateBytes, .chunkBytes,
    ].map(\.rawValue)

    /// `base` has what the mapping does not say.
    init(_ mapping: StrictMapping, over base: Limits = Limits()) throws(ConfigurationError) {
        self = base
        let most = 1 << 50
        decodedBytes = try mapping.bytes(Name.decodedBytes.rawValue, in: 1...most) ?? decodedBytes
        fetchedBytes = try mapping.bytes(Name.fetchedBytes.rawValue, in: 1...most) ?? fetchedBytes
        outputBytes = try mapping.bytes(Name.outputBytes.rawValue, in: 1...most) ?? outputBytes
        spoolBytes = try mapping.bytes(Name.spoolBytes.rawValue, in: 0...most) ?? spoolBytes
        coordinateBytes = try mapping.bytes(Name.coordinateBytes.rawValue, in: 0...most) ?? coordinateBytes
        chunkBytes = try mapping.bytes(Name.chunkBytes.rawValue, in: 1...most) ?? chunkBytes
        chunks = try mapping.integer(Name.chunks.rawValue, in: 1...most) ?? chunks
        outputCells = try mapping.integer(Name.outputCells.rawValue, in: 1...most) ?? outputCells
        pixels = try mapping.integer(Name.pixels.rawValue, in: 1...(1 << 28)) ?? pixels
        // WebP ends there.
        pictureSide = try mapping.integer(Name.pictureSide.rawValue, in: 1...16_383) ?? pictureSide
        vertices = try mapping.integer(Name.vertices.rawValue, in: 4...1_000_000) ?? vertices
        crossings = try mapping.integer(Name.crossings.rawValue, in: 1...1_000_000_000) ?? crossings
        seconds = try mapping.integer(Name.seconds.rawValue, in: 1...86_400) ?? seconds
    }
}
