internal import Catalogue
internal import Yams

/// The datasets of all files of a configuration, in the order in which they are written; each name is there once.
struct PublishedList {
    private(set) var datasets: [PublishedDataset] = []
    private var places: [String: ConfigurationError] = [:]

    /// Adds a file of `datasets.d`: a list of datasets, or a mapping with `datasets`.
    mutating func add(file root: Node, path: String, server: ServerSettings) throws(ConfigurationError) {
        let place = StrictMapping.Place(file: path, path: "")
        let directory = FilePath.directory(of: path)
        if let entries = root.sequence {
            let list = place.inside("datasets")
            return try add(entries.map { $0 }, in: list, directory: directory, server: server)
        }
        guard root.null == nil else { return }
        guard root.mapping != nil else {
            throw place.error("must be a list of datasets, or a mapping with 'datasets'", at: root.mark)
        }
        let document = try StrictMapping(root, keys: ["datasets"], place: place)
        guard let node = document.node("datasets") else { return }
        guard let entries = node.sequence else { throw document.error("datasets", "must be a list") }
        let list = place.inside("datasets")
        try add(entries.map { $0 }, in: list, directory: directory, server: server)
    }

    /// Adds the entries of a list; paths in them are relative to `directory`.
    mutating func add(
        _ entries: [Node],
        in list: StrictMapping.Place,
        directory: String,
        server: ServerSettings
    ) throws(ConfigurationError) {
        for (index, entry) in entries.enumerated() {
            let dataset = try PublishedDataset(
                entry,
                place: StrictMapping.Place(file: list.file, path: "\(list.path)[\(index)]"),
                directory: directory,
                server: server
            )
            let mark = entry.mapping?["id"]?.mark ?? entry.mark
            let place = ConfigurationError(
                file: list.file,
                line: entry.mark?.line,
                column: mark?.line == entry.mark?.line ? mark?.column : nil,
                problem: "two datasets have the id '\(dataset.id)'"
            )
            if let first = places[dataset.id] {
                let where_ = first.line.map { "\(first.file):\($0)" } ?? first.file
                throw place.adding("; the other is at \(where_)")
            }
            places[dataset.id] = place
            datasets.append(dataset)
        }
    }
}
