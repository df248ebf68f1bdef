internal import Catalogue
internal import Cube
internal import ObjectStorage
internal import Yams

extension PublishedDataset {
    static let keys = [
        "id", "store", "title", "description", "group", "arrays", "ref", "refs", "refresh", "lifetime",
        "virtual_chunks",
    ]

    /// What it does not say itself is as in `server`.
    init(
        _ node: Node,
        place: StrictMapping.Place,
        directory: String,
        server: ServerSettings
    ) throws(ConfigurationError) {
        let mapping = try StrictMapping(node, keys: Self.keys, place: place)
        let id = try mapping.requiredText("id")
        guard DatasetAddress.isValidID(id) else {
            throw mapping.error(
                "id",
                "must be 1 to 63 letters, digits, '_' or '-', and begin with a letter or digit"
            )
        }
        // An empty text is the root, as it is when the key is missing.
        let group = mapping.node("group")?.string == "" ? "" : try mapping.text("group") ?? ""
        _ = try mapping.requiredText("store")
        self.init(
            id: id,
            store: try mapping.location("store", below: directory) ?? "",
            title: try mapping.text("title"),
            summary: try mapping.text("description"),
            group: group.split(separator: "/").joined(separator: "/"),
            refreshSeconds: try mapping.seconds("refresh", in: 0...86400) ?? server.refreshSeconds
        )
        lifetimeSeconds = try mapping.seconds("lifetime", in: 0...86400) ?? server.lifetimeSeconds
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
    static let keys = ["prefix", "at"]

    fileprivate init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        let at = try mapping.location("at", below: directory)
        self.init(prefix: try mapping.requiredText("prefix"), at: at)
        if let problem = LocationText.problem(ofPrefix: prefix) { throw mapping.error("prefix", problem) }
        do {
            _ = try VirtualLocations([self])
        } catch {
            throw mapping.error("prefix", "must be the beginning of a URL, such as 's3://bucket/folder/'")
        }
    }
}
