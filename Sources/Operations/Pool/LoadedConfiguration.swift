internal import Glibc

/// A configuration that was found right, with the text it came from.
struct LoadedConfiguration {
    /// More text than thousands of datasets need.
    private static let maxBytes = 16 << 20

    let path: String
    let text: String
    let configuration: Configuration

    /// - Throws: `ConfigurationError`.
    init(path: String, workers: Int?) throws(ConfigurationError) {
        guard let text = SmallFile.text(at: path, maxBytes: Self.maxBytes) else {
            throw ConfigurationError(
                file: path,
                line: nil,
                problem: Self.problem(errno)
            )
        }
        try self.init(path: path, text: text, workers: workers)
    }

    private static func problem(_ code: Int32) -> String {
        switch code {
        case EILSEQ: "is not UTF-8: save it in that encoding"
        case EFBIG: "is longer than \(maxBytes >> 20) MiB"
        default: "cannot be read: \(String(cString: strerror(code)))"
        }
    }

    /// - Throws: `ConfigurationError`.
    init(path: String, descriptor: Int32, workers: Int?) throws(ConfigurationError) {
        guard let text = SmallFile.text(descriptor: descriptor, maxBytes: Self.maxBytes) else {
            throw ConfigurationError(file: path, line: nil, problem: "was not handed over")
        }
        try self.init(path: path, text: text, workers: workers)
    }

    /// `workers` from the command line replace the configuration's.
    private init(path: String, text: String, workers: Int?) throws(ConfigurationError) {
        self.path = path
        self.text = text
        var configuration = try Configuration(yaml: text, file: path, directory: FilePath.directory(of: path))
        if let workers { configuration.server.workers = workers }
        self.configuration = configuration
    }

    /// The text as a descriptor that workers can inherit.
    func frozen() throws(PoolError) -> ConfigurationText {
        try SharedFile.checkSpool(configuration.server.spoolDirectory)
        return try ConfigurationText(
            path: path,
            text: text,
            workers: configuration.server.workers,
            directory: configuration.server.spoolDirectory
        )
    }
}

extension ServerSettings {
    /// Requests that may wait for a thread of a group, over all workers: four for each thread.
    ///
    /// What comes on top is turned away by nginx at once, rather than late by us.
    func backlog(_ group: ListeningSocket.Group) -> Int {
        4 * workers * threads(of: group)
    }

    func threads(of group: ListeningSocket.Group) -> Int {
        switch group {
        case .interactive: threads.interactive
        case .bulk: threads.bulk
        case .control: threads.control
        }
    }

    func deadlineSeconds(of group: ListeningSocket.Group) -> Double {
        switch group {
        case .interactive: deadlineSeconds.interactive
        case .bulk: deadlineSeconds.bulk
        case .control: deadlineSeconds.control
        }
    }
}
