internal import CF
internal import Catalogue
internal import Execution
internal import Icechunk
internal import JSON

/// What `sluice versions` shows of a repository.
struct VersionHistory {
    /// Nil where the store cannot list them.
    let references: RepositoryReferences?
    let deletedTags: [String]
    let commits: [(commit: Commit, changes: CommitChanges?)]

    /// `usual` is the ref that is meant where `version` names none.
    init(
        _ source: IcechunkSource,
        _ version: VersionOptions,
        usual: String = "main",
        limit: Int,
        changes: Bool,
        _ context: WorkContext
    ) throws {
        let (name, asOf) = version.reference ?? (usual, nil)
        let repository = source.repository
        let state = try source.look(for: name, context)
        do {
            references = try repository.references(in: state, context: context)
        } catch IcechunkError.cannotListReferences {
            references = nil
        }
        deletedTags = references?.deletedTags ?? []
        let tip = try repository.resolve(name, asOf: asOf, in: state, context: context).snapshot
        commits = try repository.history(from: tip, limit: max(limit, 1), in: state, context: context).map {
            commit in
            (commit, changes ? try repository.changes(of: commit.id, in: state, context: context) : nil)
        }
    }

    var text: String {
        let names =
            (references?.branches ?? []).map { ["branch", $0.name, $0.snapshot.text] }
            + (references?.tags ?? []).map { ["tag", $0.name, $0.snapshot.text] }
            + deletedTags.map { ["deleted tag", $0, ""] }
        let list =
            references == nil
            ? "The store cannot list branches and tags.\n"
            : TextTable(["KIND", "NAME", "SNAPSHOT"], rows: names).text
        let lines = commits.map { commit, changes in
            let author = commit.author.map { "  \($0)" } ?? ""
            let title = commit.message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            let head = "\(commit.id.text)  \(Self.time(commit))\(author)  \(title)\n"
            return head + (changes.map(Self.lines) ?? []).map { "    \($0)\n" }.joined()
        }
        return "\(list)\n\(lines.joined())"
    }

    private static func time(_ commit: Commit) -> String {
        TimeText.text(milliseconds: commit.flushedAt / 1000, calendar: .standard)
    }

    private static func lines(_ changes: CommitChanges) -> [String] {
        let named = [
            ("created", changes.createdGroups + changes.createdArrays),
            ("deleted", changes.deletedGroups + changes.deletedArrays),
            ("changed", changes.updatedGroups + changes.updatedArrays),
        ]
        return named.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
            + changes.moved.map { "moved \($0.from) to \($0.to)" }
            + changes.chunks.map { part in
                let box = part.indices.map {
                    " [\($0.map { "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ", "))]"
                }
                return "wrote \(part.count) chunks of \(part.path)\(box ?? "")"
            }
    }

    var json: String {
        var object = JSONObject()
        if let references {
            object["branches"] = .object(Self.object(references.branches))
            object["tags"] = .object(Self.object(references.tags))
            object["deleted_tags"] = JSONValue(references.deletedTags)
        }
        object["history"] = .array(commits.map { .object(Self.object($0.commit, $0.changes)) })
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    private static func object(_ names: [NamedSnapshot]) -> JSONObject {
        JSONObject(names.map { ($0.name, .string($0.snapshot.text)) })
    }

    private static func object(_ commit: Commit, _ changes: CommitChanges?) -> JSONObject {
        var object = JSONObject([
            ("snapshot", .string(commit.id.text)),
            ("parent", commit.parent.map { .string($0.text) } ?? .null),
            ("time", .string(time(commit))),
            ("author", commit.author.map { .string($0) } ?? .null),
            ("message", .string(commit.message)),
            ("metadata", .object(commit.metadata)),
        ])
        if let changes { object["changes"] = .object(self.object(changes)) }
        return object
    }

    private static func object(_ changes: CommitChanges) -> JSONObject {
        JSONObject([
            ("created", JSONValue(changes.createdGroups + changes.createdArrays)),
            ("deleted", JSONValue(changes.deletedGroups + changes.deletedArrays)),
            ("changed", JSONValue(changes.updatedGroups + changes.updatedArrays)),
            (
                "moved",
                .array(
                    changes.moved.map {
                        .object(JSONObject([("from", .string($0.from)), ("to", .string($0.to))]))
                    }
                )
            ),
            (
                "chunks",
                .array(
                    changes.chunks.map { part in
                        let indices = part.indices.map { box in
                            JSONValue.array(
                                box.map { [JSONValue($0.lowerBound), JSONValue($0.upperBound)] }.map(
                                    JSONValue.array
                                )
                            )
                        }
                        return .object(
                            JSONObject([
                                ("array", .string(part.path)), ("count", JSONValue(part.count)),
                                ("indices", indices ?? .null),
                            ])
                        )
                    }
                )
            ),
        ])
    }
}
