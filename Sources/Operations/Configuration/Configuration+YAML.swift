internal import Cube
internal import Gateway
internal import ObjectStorage
internal import Yams

extension Configuration {
    /// Reads a configuration; `file` names it in errors, and paths in it are relative to `directory`.
    package init(yaml: String, file: String, directory: String) throws(ConfigurationError) {
        self.init()
        let place = StrictMapping.Place(file: file, path: "")
        guard let root = try Self.compose(yaml, place) else { return }
        let document = try StrictMapping(
            root,
            keys: ["server", "limits", "storage", "object_cache", "datasets"],
            place: place
        )
        if let mapping = try document.mapping("server", keys: ServerSettings.keys) {
            server = try ServerSettings(mapping, directory: directory)
        }
        if let mapping = try document.mapping("limits", keys: Limits.keys) { limits = try Limits(mapping) }
        storage = try StorageProfiles(document, file: file, directory: directory)
        if let mapping = try document.mapping("object_cache", keys: ObjectCacheSettings.keys) {
            objectCache = try ObjectCacheSettings(mapping, directory: directory)
        }
        guard let node = document.node("datasets") else { return }
        guard let entries = node.sequence else { throw document.error("datasets", "must be a list") }
        for (index, entry) in entries.enumerated() {
            let dataset = try PublishedDataset(
                entry,
                place: StrictMapping.Place(file: file, path: "datasets[\(index)]"),
                directory: directory,
                refreshSeconds: server.refreshSeconds
            )
            guard !datasets.contains(where: { $0.id == dataset.id }) else {
                throw ConfigurationError(
                    file: file,
                    line: entry.mark?.line,
                    problem: "two datasets have the id '\(dataset.id)'"
                )
            }
            datasets.append(dataset)
        }
    }

    /// Nil for an empty document.
    private static func compose(_ yaml: String, _ place: StrictMapping.Place) throws(ConfigurationError)
        -> Node?
    {
        do {
            return try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw place.error("is not YAML: \(error)", line: nil)
        } catch {
            throw place.error("is not YAML", line: nil)
        }
    }
}

extension Limits {
    fileprivate static let keys: [String] = [
        Name.decodedBytes, .fetchedBytes, .chunks, .outputCells, .outputBytes, .pixels, .vertices,
        .seconds, .spoolBytes,
    ].map(\.rawValue)

    fileprivate init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init()
        let most = 1 << 50
        decodedBytes = try mapping.bytes(Name.decodedBytes.rawValue, in: 1...most) ?? decodedBytes
        fetchedBytes = try mapping.bytes(Name.fetchedBytes.rawValue, in: 1...most) ?? fetchedBytes
        outputBytes = try mapping.bytes(Name.outputBytes.rawValue, in: 1...most) ?? outputBytes
        spoolBytes = try mapping.bytes(Name.spoolBytes.rawValue, in: 0...most) ?? spoolBytes
        chunks = try mapping.integer(Name.chunks.rawValue, in: 1...most) ?? chunks
        outputCells = try mapping.integer(Name.outputCells.rawValue, in: 1...most) ?? outputCells
        pixels = try mapping.integer(Name.pixels.rawValue, in: 1...(1 << 28)) ?? pixels
        vertices = try mapping.integer(Name.vertices.rawValue, in: 4...1_000_000) ?? vertices
        seconds = try mapping.integer(Name.seconds.rawValue, in: 1...86_400) ?? seconds
    }
}
