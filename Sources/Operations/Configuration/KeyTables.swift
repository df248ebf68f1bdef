internal import Authentication
internal import Catalogue
internal import Failures
internal import ObjectStorage
internal import Quotas
internal import WMS

extension Configuration {
    /// The keys of the whole file: a line for each part.
    static let table = [
        KeyDescription("server", .mapping(ServerSettings.table), "Processes, memory, addresses", ""),
        KeyDescription("limits", .mapping(Limits.table), "What one request may cost", ""),
        KeyDescription(
            "storage",
            .list(StorageProfile.table),
            "How stores are asked, and with whose credentials: the longest prefix counts",
            ""
        ),
        KeyDescription(
            "cache",
            .mapping(CacheSettings.table),
            "What is kept on a local disk for all workers: indexes of coordinates, and objects of stores",
            ""
        ),
        KeyDescription(
            CacheSettings.oldKey,
            .mapping(CacheSettings.oldTable),
            "What cache was called before; it is read as cache where there is none",
            ""
        ),
        KeyDescription(
            "publish",
            .either([.mapping(PublishRule.table), .list(PublishRule.table)]),
            "Prefixes below which every store is published, as it comes and goes",
            "{prefix: 's3://bucket/cubes/'}"
        ),
        KeyDescription(
            "datasets",
            .list(PublishedDataset.table),
            "What is published; more may stand in files of datasets.d beside this one",
            ""
        ),
        KeyDescription(
            "login",
            .mapping(LoginSettings.table),
            "Who there is: users, groups, tokens; without it nobody signs in",
            ""
        ),
        KeyDescription(
            "access",
            .list(AccessRule.table),
            "Who may see what, the first rule that fits decides; without it everything is public",
            "[{datasets: ['*'], to: [public]}]"
        ),
        KeyDescription(
            "site",
            .mapping(SiteSettings.table),
            "How nginx stands before the workers: names, certificate, limits, cache; sluice config site writes it",
            ""
        ),
        KeyDescription(
            "quotas",
            .list(Quota.table),
            "How much may be used within a while, and by whom: all that fit count",
            "[{to: [public], window: PT1H, requests: 1000}]"
        ),
        KeyDescription(
            "quota_store",
            .mapping(QuotaStoreSettings.table),
            "A server of Redis' protocol in which several hosts count together",
            "{redis: 'localhost:6379', hosts: 2}"
        ),
        KeyDescription(
            "fair_use",
            .mapping(FairUseRules.table),
            "When the dear work of whoever has had much comes behind that of others",
            ""
        ),
        KeyDescription(
            "wms",
            .mapping(WMSSettings.table),
            "Maps: reference systems, and what capabilities say of the service",
            "{crs: [EPSG:3035, EPSG:3413]}"
        ),
    ]
}

extension Limits {
    static let table: [KeyDescription] = {
        let (usual, most) = (Limits(), 1 << 50)
        let ranges: [Name: ClosedRange<Int>] = [
            .spoolBytes: 0...most, .coordinateBytes: 0...most, .pixels: 1...(1 << 28),
            .pictureSide: 1...16_383,
            .vertices: 4...1_000_000, .crossings: 1...1_000_000_000, .seconds: 1...86_400,
        ]
        let abouts: [Name: String] = [
            .decodedBytes: "Bytes of all chunks that a request decodes",
            .fetchedBytes: "Bytes that it takes from the store", .chunks: "Chunks that it touches",
            .outputCells: "Values of an answer in text", .outputBytes: "Bytes of a binary answer",
            .pixels: "Pixels of a picture", .pictureSide: "Pixels of its longer side",
            .vertices: "Corners of the polygons of a request",
            .crossings: "Crossings of the polygons' edges with rows of cells",
            .seconds: "Seconds that a request takes at least, as estimated before",
            .spoolBytes: "Bytes that a request may turn round on disk",
            .coordinateBytes: "Bytes that the coordinates of one dataset hold while it is open",
            .chunkBytes: "Bytes of one decoded chunk",
        ]
        return keys.compactMap { Name(rawValue: $0) }.map { name in
            let range = ranges[name] ?? 1...most
            let isSize = name.unit == "bytes"
            return KeyDescription(
                name.rawValue,
                isSize ? .bytes(range) : .integer(range),
                abouts[name] ?? "",
                isSize ? ByteSize.text(usual[name]) : "\(usual[name])"
            )
        }
    }()
}
