internal import Cube
internal import Yams

extension PublishedDataset {
    private static let keys = [
        "id", "store", "title", "description", "group", "ref", "refs", "refresh", "virtual_chunks",
    ]

    /// `refreshSeconds` are those of the server's settings.
    init(
        _ node: Node,
        place: StrictMapping.Place,
        directory: String,
        refreshSeconds: Double?
    ) throws(ConfigurationError) {
        let mapping = try StrictMapping(node, keys: Self.keys, place: place)
        let id = try mapping.requiredText("id")
        guard DatasetAddress.isValidID(id) else {
            throw mapping.error(
                "id",
                "must be 1 to 63 letters, digits, '_' or '-', and begin with a letter or digit"
            )
        }
        let group = try mapping.text("group") ?? ""
        self.init(
            id: id,
            store: FilePath.resolve(try mapping.requiredText("store"), against: directory),
            title: try mapping.text("title"),
            summary: try mapping.text("description"),
            group: group.split(separator: "/").joined(separator: "/"),
            refreshSeconds: try mapping.seconds("refresh", in: 0...86400) ?? refreshSeconds
        )
        ref = try mapping.text("ref") ?? ref
        refs = try mapping.choice("refs", of: Refs.self) ?? refs
        for rule in try mapping.list("virtual_chunks", keys: VirtualChunks.keys) {
            virtualChunks.append(try VirtualChunks(rule, directory: directory))
        }
    }
}

extension PublishedDataset.VirtualChunks {
    fileprivate static let keys = ["prefix", "at"]
    private static let schemes = [
        "s3", "gs", "gcs", "az", "azure", "abfs", "tigris", "http", "https", "file",
    ]

    fileprivate init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        let prefix = try mapping.requiredText("prefix")
        guard let scheme = Self.schemes.first(where: { prefix.hasPrefix($0 + "://") }),
            prefix.utf8.count > scheme.utf8.count + 3
        else {
            throw mapping.error("prefix", "must be the beginning of a URL, such as 's3://bucket/folder/'")
        }
        let place = try mapping.text("at").map { FilePath.resolve($0, against: directory) }
        self.init(prefix: prefix.hasSuffix("/") ? prefix : prefix + "/", place: place)
    }
}
