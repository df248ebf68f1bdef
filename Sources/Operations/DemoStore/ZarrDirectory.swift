internal import CZstd
internal import Glibc
internal import JSON

/// Writes a Zarr v3 hierarchy of one group into a directory of this host.
struct ZarrDirectory {
    let path: String

    /// Level 3 is zstd's own default; more gains little on numbers.
    private static let compressionLevel: Int32 = 3

    /// - Throws: `DemoStoreError` when `path` is something other than a new or an empty directory.
    init(creating path: String) throws(DemoStoreError) {
        self.path = path
        if mkdir(path, 0o755) == 0 { return }
        guard errno == EEXIST else { throw .notWritten(path: path, reason: String(cString: strerror(errno))) }
        guard Self.isEmptyDirectory(path) else { throw .notEmpty(path: path) }
    }

    private static func isEmptyDirectory(_ path: String) -> Bool {
        guard let directory = opendir(path) else { return false }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { return false }
        }
        return true
    }

    /// Writes an array's own document; its folders come with its chunks.
    func write(metadata: JSONObject, array name: String) throws(DemoStoreError) {
        try makeFolder("\(path)/\(name)")
        try write(JSONValue.object(metadata).bytes, to: "\(path)/\(name)/zarr.json")
    }

    /// Writes the group's document with those of its arrays: the last thing written, so that a store that lacks it
    /// was never finished.
    func write(attributes: JSONObject, arrays: [(name: String, metadata: JSONObject)]) throws(DemoStoreError)
    {
        let documents = arrays.map { ($0.name, JSONValue.object($0.metadata)) }
        let consolidated: JSONValue = [
            "kind": "inline", "must_understand": false, "metadata": .object(JSONObject(documents)),
        ]
        let group = JSONObject([
            ("zarr_format", 3), ("node_type", "group"), ("attributes", .object(attributes)),
            ("consolidated_metadata", consolidated),
        ])
        try write(JSONValue.object(group).bytes, to: "\(path)/zarr.json")
    }

    /// Compresses and writes one chunk: the elements in C order, little-endian as on every host of ours.
    func write<Element: BitwiseCopyable>(
        chunk elements: [Element],
        at coordinates: [Int],
        array name: String
    ) throws(DemoStoreError) {
        var folder = "\(path)/\(name)/c"
        try makeFolder(folder)
        for index in coordinates.dropLast() {
            folder += "/\(index)"
            try makeFolder(folder)
        }
        let bytes = elements.withUnsafeBytes { Self.compressed($0) }
        guard !bytes.isEmpty else { throw .notCompressed }
        try write(bytes, to: coordinates.last.map { "\(folder)/\($0)" } ?? folder)
    }

    /// A zstd frame; empty when the library refuses.
    private static func compressed(_ source: UnsafeRawBufferPointer) -> [UInt8] {
        let bound = ZSTD_compressBound(source.count)
        return [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            let result = ZSTD_compress(
                target.baseAddress,
                target.count,
                source.baseAddress,
                source.count,
                compressionLevel
            )
            count = ZSTD_isError(result) == 0 ? result : 0
        }
    }

    private func makeFolder(_ path: String) throws(DemoStoreError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .notWritten(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(DemoStoreError) {
        guard let file = fopen(path, "wb") else {
            throw .notWritten(path: path, reason: String(cString: strerror(errno)))
        }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else {
            throw .notWritten(path: path, reason: String(cString: strerror(errno)))
        }
    }
}

/// Why a demonstration could not be written.
enum DemoStoreError: Error, Equatable, CustomStringConvertible {
    case notEmpty(path: String)
    case notWritten(path: String, reason: String)
    case notCompressed

    var description: String {
        switch self {
        case .notEmpty(let path): "'\(path)' exists: give a new directory, or an empty one."
        case .notWritten(let path, let reason): "'\(path)' cannot be written: \(reason)."
        case .notCompressed: "zstd refused to compress a chunk."
        }
    }
}
