internal import Yams

/// Where the keys of a configuration stand in its file, for what is found out only after it was read.
struct ConfigurationLines: Sendable, Equatable {
    /// Aliases of YAML may stand for more than anybody writes.
    private static let maxNodes = 100_000

    private var lines: [String: Int] = [:]
    private var nodes = 0

    init() {}

    init(_ root: Node) {
        add(root, below: "")
    }

    /// The line of a key such as `server.threads` or `storage[0].proxy`, counted from 1; nil where it is not written.
    subscript(path: String) -> Int? { lines[path] }

    private mutating func add(_ node: Node, below path: String) {
        nodes += 1
        guard nodes <= Self.maxNodes else { return }
        if let mapping = node.mapping {
            for (key, value) in mapping {
                guard let name = key.string else { continue }
                let inner = path.isEmpty ? name : "\(path).\(name)"
                lines[inner] = key.mark?.line
                add(value, below: inner)
            }
        } else if let entries = node.sequence {
            for (index, entry) in entries.enumerated() { add(entry, below: "\(path)[\(index)]") }
        }
    }
}
