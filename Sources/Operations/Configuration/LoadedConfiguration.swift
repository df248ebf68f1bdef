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
}
