package import Execution
internal import JSON
internal import ObjectStorage

/// Where the locations of virtual chunks lead, as far as an operator allows it.
struct ChunkLocations: Sendable {
    private let stores: VirtualStores?
    /// The repository's own names for prefixes: a spelling, never a permission.
    private let containers: [String: String]

    init(_ stores: VirtualStores?, containers: [String: String]) {
        self.stores = stores
        self.containers = containers
    }

    /// What decides where a location leads, as texts.
    var scope: [String] {
        let places = (stores?.locations.places ?? []).map { "\($0.prefix) \($0.at ?? "")" }
        return places + containers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    }

    func target(of location: String) throws(VirtualLocationError) -> VirtualStores.Target {
        let url = try absolute(location)
        guard let stores else { throw VirtualStores.refusal(of: url) }
        return try stores.target(of: url, spelling: .escaped)
    }

    /// `vcc://NAME/rest` with the prefix of the container of that name.
    private func absolute(_ location: String) throws(VirtualLocationError) -> String {
        let scheme = "vcc://"
        guard location.hasPrefix(scheme) else { return location }
        let rest = location.dropFirst(scheme.count)
        guard let slash = rest.firstIndex(of: "/"), let prefix = containers[String(rest[..<slash])] else {
            throw .malformed(url: String(location.prefix(512)))
        }
        return (prefix.hasSuffix("/") ? prefix : prefix + "/") + rest[slash...].dropFirst()
    }
}

/// A place of virtual chunks that a repository declares: what its writer wanted to be read, never a permission.
package enum DeclaredContainers: Sendable {
    /// Prefixes as the repository spells them.
    case known([String])
    /// `config.yaml` of spec 1, as it is.
    case text([UInt8])
}

extension IcechunkRepository {
    /// No container list needs more.
    private static let maxConfigurationBytes = 64 << 10

    /// What the repository's own configuration says of virtual chunks.
    ///
    /// - Throws: `IcechunkError`; `Interruption`.
    package func declaredContainers(in state: RepositoryState, context: WorkContext) throws
        -> DeclaredContainers
    {
        guard case .listed(let info) = state.content else {
            let most = Self.maxConfigurationBytes
            let bytes = try files.read("config.yaml", maxBytes: most, context: context)
            return bytes.map { .text($0.withBytes { Array($0) }) } ?? .known([])
        }
        let settings = try located("repo") { () throws(Corruption) in try info.configuration() }
        let entries = settings?["virtual_chunk_containers"]?.objectValue?.entries ?? []
        return .known(entries.compactMap { $0.1["url_prefix"]?.stringValue })
    }
}

extension RepositoryState {
    /// The named containers of virtual chunks: prefixes by name.
    ///
    /// Spec 1 has no names, so its configuration need not be read. A configuration that does not decode names nothing:
    /// whatever refers to a name then says that it cannot be found.
    var containers: [String: String] {
        guard case .listed(let info) = content, let settings = try? info.configuration(),
            let entries = settings["virtual_chunk_containers"]?.objectValue?.entries
        else { return [:] }
        let named = entries.compactMap { _, container -> (String, String)? in
            guard let name = container["name"]?.stringValue, let prefix = container["url_prefix"]?.stringValue
            else { return nil }
            return (name, prefix)
        }
        return Dictionary(named) { first, _ in first }
    }
}
