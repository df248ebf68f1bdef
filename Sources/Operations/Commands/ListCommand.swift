internal import CF
internal import ArgumentParser
internal import Catalogue
internal import JSON
internal import Zarr

/// `sluice ls`: what a store holds.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "Print the hierarchy of a store: paths, shapes, chunks, types and codecs."
    )

    @OptionGroup var target: TargetOptions

    @Flag(help: "Print it as JSON, with attributes.")
    var json = false

    func run() throws {
        let nodes = try CommandRun.opening {
            try StoredHierarchy(target.target(), version: target.version).nodes()
        }
        try CommandRun.print((json ? Self.json(nodes) : Self.table(nodes)) + "\n")
    }

    static func table(_ nodes: [StoredNode]) -> String {
        TextTable(
            ["PATH", "SHAPE", "CHUNKS", "TYPE", "CODECS"],
            rows: nodes.map { node in
                switch node {
                case .group: return [node.path, "group", "", "", ""]
                case .unusable(_, let error): return [node.path, "unusable: \(ErrorWords.text(error))"]
                case .array(let array, _):
                    let metadata = array.metadata
                    return [
                        node.path, Self.text(metadata.shape), Self.chunks(metadata), metadata.element.name,
                        Self.codecs(metadata).joined(separator: " "),
                    ]
                }
            }
        ).text
    }

    static func json(_ nodes: [StoredNode]) -> String {
        let values = nodes.map { node -> JSONValue in
            var object = JSONObject([("path", .string(node.path))])
            switch node {
            case .group(let group, _):
                object["node"] = "group"
                object["attributes"] = .object(DisplayText.listed(group.attributes))
            case .unusable(_, let error): object["error"] = .string(ErrorWords.text(error))
            case .array(let array, _):
                let metadata = array.metadata
                object["node"] = "array"
                object["zarr_format"] = JSONValue(metadata.format)
                object["shape"] = .array(metadata.shape.map { JSONValue($0) })
                object["chunks"] = metadata.chunkGrid.description
                if let shards = metadata.shards { object["shards"] = shards.shards.description }
                object["type"] = .string(metadata.element.name)
                object["codecs"] = JSONValue(Self.codecs(metadata))
                object["dimensions"] = .array(metadata.dimensionNames.map { $0.map { .string($0) } ?? .null })
                object["attributes"] = .object(DisplayText.listed(metadata.attributes))
            }
            return .object(object)
        }
        return String(decoding: JSONValue.array(values).bytes, as: UTF8.self)
    }

    private static func text(_ shape: [Int]) -> String {
        "[\(shape.map(String.init).joined(separator: ", "))]"
    }

    /// `[4, 10]`; where chunks differ, how many of which length come one after the other: `[4×2+3+1×9, 10]`.
    private static func text(_ grid: ChunkGrid) -> String {
        let edges = grid.dimensions.map { edges in
            if let edge = edges.regular { return "\(edge)" }
            let shown = edges.lengths.prefix(maxLengths).map { $1 == 1 ? "\($0)" : "\($0)×\($1)" }
            return shown.joined(separator: "+") + (edges.lengths.count > maxLengths ? "+…" : "")
        }
        return "[\(edges.joined(separator: ", "))]"
    }

    /// Lengths that a table shows of a dimension; the JSON has all.
    private static let maxLengths = 6

    private static func chunks(_ metadata: ArrayMetadata) -> String {
        let chunks = text(metadata.chunkGrid)
        return metadata.shards.map { "\(chunks) in shards of \(text($0.shards))" } ?? chunks
    }

    private static func codecs(_ metadata: ArrayMetadata) -> [String] {
        metadata.shards == nil ? metadata.codecs.names : ["sharding_indexed"] + metadata.codecs.names
    }
}
