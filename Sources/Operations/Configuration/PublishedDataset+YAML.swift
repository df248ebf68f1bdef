internal import Cube
internal import ObjectStorage
internal import Yams

extension PublishedDataset {
    private static let keys = [
        "id", "store", "title", "description", "group", "arrays", "ref", "refs", "refresh", "virtual_chunks",
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
        arrays = try mapping.texts("arrays").map { $0.split(separator: "/").joined(separator: "/") }
        guard arrays.allSatisfy(ObjectKey.isSafe) else {
            throw mapping.error("arrays", "must be paths of arrays")
        }
        ref = try mapping.text("ref") ?? ref
        refs = try mapping.choice("refs", of: Refs.self) ?? refs
        for rule in try mapping.list("virtual_chunks", keys: VirtualLocations.Place.keys) {
            virtualChunks.append(try VirtualLocations.Place(rule, directory: directory))
        }
    }
}

extension VirtualLocations.Place {
    fileprivate static let keys = ["prefix", "at"]

    fileprivate init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        let at = try mapping.text("at").map { FilePath.resolve($0, against: directory) }
        self.init(prefix: try mapping.requiredText("prefix"), at: at)
        do {
            _ = try VirtualLocations([self])
        } catch {
            throw mapping.error("prefix", "must be the beginning of a URL, such as 's3://bucket/folder/'")
        }
    }
}
