internal import Catalogue
internal import Cube
internal import JSON
internal import Serving

/// The versions of a dataset for programs.
enum VersionsDocument {
    static func value(_ answer: VersionsAnswer) -> JSONValue {
        let dataset = answer.asked.dataset
        var object = JSONObject([
            ("id", .string(dataset.address.text)), ("title", .string(dataset.title)),
            ("snapshot", .string(dataset.version.snapshot)),
        ])
        if let references = answer.references {
            object["branches"] = named(references.branches, answer)
            object["tags"] = named(references.tags, answer)
        }
        object["history"] = .array(answer.commits.map { commit($0, answer) })
        object["next"] = answer.next.map { .string($0) }
        object["changes"] = answer.changes.map { changes($0) }
        return .object(object)
    }

    private static func named(_ names: [VersionReferences.Named], _ answer: VersionsAnswer) -> JSONValue {
        .array(
            names.map {
                [
                    "name": .string($0.name), "snapshot": .string($0.snapshot),
                    "page": .string(answer.page($0.name)),
                ]
            }
        )
    }

    private static func commit(_ commit: VersionCommit, _ answer: VersionsAnswer) -> JSONValue {
        var object = JSONObject([
            ("snapshot", .string(commit.snapshot)), ("time", .string(commit.timeText)),
            ("message", .string(commit.message)),
        ])
        object["author"] = commit.author.map { .string($0) }
        object["parent"] = commit.parent.map { .string($0) }
        object["page"] = .string(answer.page(commit.snapshot))
        object["changes"] = .string(answer.listing(from: commit.snapshot, changes: commit.snapshot))
        return .object(object)
    }

    private static func changes(_ changed: ChangedCube) -> JSONValue {
        var object = JSONObject([("snapshot", .string(changed.snapshot))])
        guard let changes = changed.changes else {
            object["known"] = false
            return .object(object)
        }
        object["known"] = true
        object["created"] = JSONValue(changes.created)
        object["deleted"] = JSONValue(changes.deleted)
        object["updated"] = JSONValue(changes.updated)
        object["moved"] = .array(changes.moved.map { JSONValue($0) })
        object["arrays"] = .array(changed.parts.map(part))
        return .object(object)
    }

    private static func part(_ part: ChangedCube.Part) -> JSONValue {
        var object = JSONObject([("path", .string(part.path)), ("chunks", JSONValue(part.chunks))])
        object["dimensions"] = part.dimensions.map { .array($0.map(dimension)) }
        return .object(object)
    }

    /// Indices with both ends included, as constraints of DAP have them.
    private static func dimension(_ dimension: ChangedCube.Part.Dimension) -> JSONValue {
        var object = JSONObject([("name", .string(dimension.name))])
        object["indices"] =
            dimension.indices.isEmpty
            ? .array([])
            : .array([JSONValue(dimension.indices.lowerBound), JSONValue(dimension.indices.upperBound - 1)])
        object["coordinates"] = dimension.ends.map { JSONValue($0) }
        return .object(object)
    }
}
