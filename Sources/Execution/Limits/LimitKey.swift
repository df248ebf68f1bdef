/// What raises a limit: the one place where refusals by a limit get the name of its key.
package enum LimitKey: Sendable, Hashable {
    /// A key below `limits`.
    case limits(String)
    /// The host's memory, of which each worker has its part.
    case memory
    /// A bound that no configuration changes.
    case fixed

    /// The key as an operator writes it; nil for what has none.
    package var name: String? {
        switch self {
        case .limits(let name): "limits: \(name)"
        case .memory: "server: memory"
        case .fixed: nil
        }
    }

    /// The key for whoever has to find it in the configuration.
    package var text: String {
        switch self {
        case .limits(let name): "'limits: \(name)'"
        case .fixed: "no key"
        case .memory: "'server: memory', of which each of its 'workers' has a part"
        }
    }

    /// The limit and what raises it, behind what was asked for: `the limit is 8 ('limits: chunks')`.
    package func words(of limit: Int) -> String {
        self == .fixed
            ? "at most \(limit) are read, whatever is configured" : "the limit is \(limit) (\(text))"
    }

    /// What to do where nothing smaller passes.
    package var remedy: String {
        switch self {
        case .limits: "raise \(text)"
        case .memory: "raise 'server: memory' or have fewer 'workers'"
        case .fixed: "write less of it"
        }
    }
}
