internal import Glibc

/// The texts of a configuration as they were read: its file, then those of `datasets.d` beside it, in the order of their
/// names.
struct ConfigurationFiles: Equatable {
    struct File: Equatable {
        let path: String
        let text: String
    }

    /// More text than tens of thousands of datasets need.
    private static let maxBytes = 64 << 20
    private static let maxFiles = 10_000
    static let folder = "datasets.d"

    let main: File
    let others: [File]

    /// - Throws: `ConfigurationError` for what cannot be read.
    init(reading path: String) throws(ConfigurationError) {
        main = try Self.read(path, most: Self.maxBytes)
        var (files, bytes) = ([File](), main.text.utf8.count)
        for name in try Self.names(beside: path) {
            let file = try Self.read(name, most: Self.maxBytes - bytes)
            bytes += file.text.utf8.count
            files.append(file)
        }
        others = files
    }

    private static func read(_ path: String, most: Int) throws(ConfigurationError) -> File {
        guard let text = SmallFile.text(at: path, maxBytes: most) else {
            throw ConfigurationError(file: path, line: nil, problem: problem(errno))
        }
        return File(path: path, text: text)
    }

    private static func problem(_ code: Int32) -> String {
        switch code {
        case EILSEQ: "is not UTF-8: save it in that encoding"
        case EFBIG: "makes the configuration longer than \(maxBytes >> 20) MiB"
        default: "cannot be read: \(String(cString: strerror(code)))"
        }
    }

    /// Files that end in `.yaml` or `.yml`, in the order of their bytes; editors' and packagers' leftovers do not.
    private static func names(beside path: String) throws(ConfigurationError) -> [String] {
        let folder = "\(FilePath.directory(of: path))/\(folder)"
        guard let stream = opendir(folder) else {
            let code = errno
            guard code != ENOENT, code != ENOTDIR else { return [] }
            throw ConfigurationError(file: folder, line: nil, problem: problem(code))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(".yaml") || name.hasSuffix(".yml"), !name.hasPrefix(".") else { continue }
            names.append(name)
            guard names.count <= maxFiles else {
                throw ConfigurationError(file: folder, line: nil, problem: "has more than \(maxFiles) files")
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(folder)/\($0)" }
    }

    // MARK: Handing over

    /// All of it as one text, for workers: they get what was found right, whatever the files say later.
    var frozen: String {
        ([main] + others).map { "\($0.path.utf8.count) \($0.text.utf8.count)\n\($0.path)\($0.text)" }.joined()
    }

    /// Nil for what is no such text.
    init?(frozen text: String) {
        var (rest, files) = (Array(text.utf8)[...], [File]())
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let numbers = rest[..<end].split(separator: UInt8(ascii: " ")).compactMap {
                Int(String(decoding: $0, as: UTF8.self))
            }
            rest = rest[(end + 1)...]
            guard numbers.count == 2, numbers.allSatisfy({ (0...rest.count).contains($0) }),
                numbers[0] + numbers[1] <= rest.count
            else { return nil }
            let (path, text) = (rest.prefix(numbers[0]), rest.dropFirst(numbers[0]).prefix(numbers[1]))
            files.append(
                File(path: String(decoding: path, as: UTF8.self), text: String(decoding: text, as: UTF8.self))
            )
            rest = rest.dropFirst(numbers[0] + numbers[1])
        }
        guard let first = files.first else { return nil }
        (main, others) = (first, Array(files.dropFirst()))
    }
}
