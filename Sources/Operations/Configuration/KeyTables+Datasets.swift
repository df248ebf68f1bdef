internal import Catalogue
internal import ObjectStorage

extension PublishedDataset {
    static let table = [
        KeyDescription(
            "id",
            .text,
            "The name in every address: letters, digits, '_' and '-', at most 63",
            "forecast",
            isNeeded: true
        ),
        KeyDescription("store", .text, "A path or a URL", "s3://bucket/forecast.zarr", isNeeded: true),
        KeyDescription("title", .text, "What people read", "Forecast"),
        KeyDescription("description", .text, "A sentence or two", "Temperature and wind"),
        KeyDescription("group", .text, "Path of the group inside the store", "surface"),
        KeyDescription(
            "arrays",
            .texts,
            "Paths of arrays that the store neither lists nor names",
            "[t2m, wind/u]"
        ),
        KeyDescription("ref", .text, "Branch, tag or snapshot of a repository", "main"),
        KeyDescription(
            "refs",
            .choice(Refs.allCases.map(\.rawValue)),
            "Whether others are served and told",
            "listed"
        ),
        KeyDescription("refresh", .number(0...86_400), "Seconds until it is looked at again", "60"),
        KeyDescription(
            "lifetime",
            .number(0...86_400),
            "Seconds for which clients may keep an answer at most while no update is expected",
            "300"
        ),
        KeyDescription(
            "virtual_chunks",
            .list(VirtualLocations.Place.table),
            "Where chunks may be that the store only refers to",
            "[{prefix: 's3://archive/'}]"
        ),
    ]
}

extension PublishRule {
    static let table = [
        KeyDescription("prefix", .text, "A folder, or the URL of one", "s3://bucket/cubes/", isNeeded: true),
        KeyDescription("id", .text, "Its datasets' names, with the store's for {name}", "'{name}'"),
        KeyDescription("refresh", .number(refreshRange), "Seconds between two looks", "300"),
    ]
}

extension VirtualLocations.Place {
    static let table = [
        KeyDescription(
            "prefix",
            .text,
            "The beginning of the addresses in the store",
            "s3://archive/",
            isNeeded: true
        ),
        KeyDescription("at", .text, "Where these objects really are", "/mirror/archive"),
    ]
}
