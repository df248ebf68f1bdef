internal import Synchronization

/// Opens what references lead to, as far as it is allowed; each place once.
package final class VirtualStores: Sendable {
    /// An object that a reference means: where it is, and its key there.
    package struct Target: Sendable {
        package let store: any ObjectStore
        package let key: String
    }

    package let locations: VirtualLocations
    private let profiles: StorageProfiles
    private let environment: StorageEnvironment
    private let engine: TransferEngine

    /// A place under one profile: parts of a bucket may have profiles of their own.
    private struct Name: Hashable {
        let place: Int
        let profile: String?
    }

    private let opened = Mutex<[Name: any ObjectStore]>([:])

    package init(
        _ locations: VirtualLocations,
        profiles: StorageProfiles = StorageProfiles(),
        environment: StorageEnvironment = .process,
        engine: TransferEngine
    ) {
        self.locations = locations
        self.profiles = profiles
        self.environment = environment
        self.engine = engine
    }

    /// The object that `url` means.
    ///
    /// `spelling`: `.escaped` where keys of buckets are percent-encoded, as in Icechunk; `.literal` where they stand as
    /// they are, as in fsspec's references.
    /// - Throws: `VirtualLocationError`; the message of `notAllowed` is for operators.
    package func target(of url: String, spelling: ReferenceSpelling) throws(VirtualLocationError) -> Target {
        guard let address = ReferenceURL(url, spelling: spelling) else {
            throw .malformed(url: Self.shown(url))
        }
        guard let (number, key) = locations.find(address) else {
            throw Self.refusal(of: url)
        }
        guard ObjectKey.isDownward(key) else { throw .malformed(url: Self.shown(url)) }
        let place = locations.places[number]
        let base = place.at ?? place.prefix
        let profile = profiles.profile(for: base.hasSuffix("/") ? base + key : "\(base)/\(key)")
        if let query = address.query, place.at == nil {
            // A signed link: its query is this object's own, so the store is too.
            return Target(store: try open("\(base)?\(query)", profile, place), key: key)
        }
        let name = Name(place: number, profile: profile?.prefix)
        if let store = opened.withLock({ $0[name] }) { return Target(store: store, key: key) }
        let store = try open(base, profile, place)
        return Target(
            store: opened.withLock { opened in
                if let first = opened[name] { return first }
                opened[name] = store
                return store
            },
            key: key
        )
    }

    /// That nothing covers `url`, with what would.
    package static func refusal(of url: String) -> VirtualLocationError {
        .notAllowed(url: shown(url), prefix: prefix(above: url))
    }

    private func open(
        _ location: String,
        _ profile: StorageProfile?,
        _ place: VirtualLocations.Place
    ) throws(VirtualLocationError) -> any ObjectStore {
        do throws(StoreLocationError) {
            return try StoreOpener.open(
                location,
                profile: profile,
                environment: environment,
                engine: engine
            )
        } catch {
            throw .unusable(prefix: place.prefix, error)
        }
    }

    /// An address without what may be secret in it, and not without end.
    private static func shown(_ url: String) -> String {
        var text = String(url.prefix(512))
        if let user = StoreLocation.user(in: text) {
            text.removeSubrange(user.lowerBound...user.upperBound)
        }
        return String(text.prefix { $0 != "?" })
    }

    /// The folder that the object is in.
    private static func prefix(above url: String) -> String {
        let url = shown(url)
        let spelled = url.hasPrefix("/") ? "file://\(url)" : url
        guard let slash = spelled.lastIndex(of: "/") else { return spelled }
        return String(spelled[...slash])
    }
}
