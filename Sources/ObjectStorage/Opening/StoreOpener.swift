/// Makes the store that a location means.
///
/// It reads nothing: what is not there shows when it is read.
package enum StoreOpener {
    /// `location`: a path, `file:///path`, `http(s)://…`, `s3://bucket/prefix`, `gs://bucket/prefix` or
    /// `az://container/prefix`, as an operator writes it; one that ends in `.zip` is an archive with a store
    /// inside.
    /// - Throws: `StoreLocationError` when it is none of these, or credentials that it needs are missing.
    package static func open(
        _ location: String,
        profiles: StorageProfiles = StorageProfiles(),
        environment: StorageEnvironment = .process,
        engine: TransferEngine
    ) throws(StoreLocationError) -> any ObjectStore {
        let profile = profiles.profile(for: location)
        return try open(location, profile: profile, environment: environment, engine: engine)
    }

    /// `profile`: the one that covers `location`, or what is asked of it; nil for none.
    static func open(
        _ location: String,
        profile: StorageProfile?,
        environment: StorageEnvironment,
        engine: TransferEngine
    ) throws(StoreLocationError) -> any ObjectStore {
        let store = try plain(location, profile: profile, environment: environment, engine: engine)
        // What lies in an archive is a part of the archive, which is kept already.
        guard let cache = engine.cache, !(store is any LocalStore), !(store is ZipStore) else { return store }
        if let store = store as? any ListableStore { return CachedListableStore(store, cache) }
        return CachedStore(store: store, cache: cache)
    }

    private static func plain(
        _ location: String,
        profile: StorageProfile?,
        environment: StorageEnvironment,
        engine: TransferEngine
    ) throws(StoreLocationError) -> any ObjectStore {
        guard !location.isEmpty else { throw .empty }
        if let zip = ZipLocation(location) {
            let archive = try open(zip.parent, profile: profile, environment: environment, engine: engine)
            return ZipStore(archive, key: zip.key)
        }
        guard let scheme = StoreLocation.scheme(of: location) else {
            return FileStore(root: location, tallies: engine.tallies)
        }
        switch scheme {
        case "file": return FileStore(root: try path(ofFile: location), tallies: engine.tallies)
        case "http", "https":
            return try (profile ?? StorageProfile(prefix: location)).web(location, engine: engine)
        case "s3", "s3a", "s3n":
            let profile = profile ?? StorageProfile(prefix: location)
            return try profile.s3(location, environment: environment, engine: engine)
        case "gs", "gcs":
            let profile = profile ?? StorageProfile(prefix: location)
            return try profile.google(location, environment: environment, engine: engine)
        case "az", "azure", "abfs", "abfss", "adl", "wasb", "wasbs":
            let profile = profile ?? StorageProfile(prefix: location)
            return try profile.azure(location, environment: environment, engine: engine)
        default: throw .unknownScheme(scheme, location: StoreLocation.shown(location))
        }
    }

    /// The path on this host of a store, or of the archive that it is; nil for one elsewhere.
    package static func localPath(of location: String) -> String? {
        guard let scheme = StoreLocation.scheme(of: location) else {
            return location.isEmpty ? nil : location
        }
        return scheme == "file" ? try? path(ofFile: location) : nil
    }

    /// `file:///path`, `file://localhost/path` and `file:/path`, percent-encoded.
    static func path(ofFile location: String) throws(StoreLocationError) -> String {
        var rest = location.dropFirst("file:".count)
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let host = rest.prefix { $0 != "/" }
            guard host.isEmpty || host.lowercased() == "localhost" else {
                throw .malformed(location: location)
            }
            rest = rest.dropFirst(host.count)
        }
        guard rest.hasPrefix("/"), let path = PercentEscapes.decoded(rest) else {
            throw .malformed(location: location)
        }
        return path
    }
}
