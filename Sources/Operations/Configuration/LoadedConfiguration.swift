/// A configuration that was found right, with the texts it came from.
struct LoadedConfiguration {
    /// What a supervisor hands over.
    private static let maxBytes = 128 << 20

    let path: String
    let files: ConfigurationFiles
    let configuration: Configuration

    /// - Throws: `ConfigurationError`.
    init(path: String, workers: WorkerCounts?) throws(ConfigurationError) {
        try self.init(path: path, files: ConfigurationFiles(reading: path), workers: workers)
    }

    /// - Throws: `ConfigurationError`.
    init(path: String, descriptor: Int32, workers: WorkerCounts?) throws(ConfigurationError) {
        guard let text = SmallFile.text(descriptor: descriptor, maxBytes: Self.maxBytes),
            let files = ConfigurationFiles(frozen: text)
        else { throw ConfigurationError(file: path, line: nil, problem: "was not handed over") }
        try self.init(path: path, files: files, workers: workers)
    }

    /// `workers` from the command line replace the configuration's numbers.
    private init(path: String, files: ConfigurationFiles, workers: WorkerCounts?) throws(ConfigurationError) {
        self.path = path
        self.files = files
        var configuration = try Configuration(files)
        if let workers {
            configuration.server.workers.least = workers.least
            configuration.server.workers.most = workers.most
        }
        self.configuration = configuration
    }
}
