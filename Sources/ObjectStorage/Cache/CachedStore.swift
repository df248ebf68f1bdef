package import Execution

/// A store whose objects are kept on a local disk too.
///
/// An object whose name or condition says which bytes it has is not requested again. Of others the store is asked whether
/// they are still the same, which costs a round trip and no bytes. Only answers that carry a strong ETag are kept.
package struct CachedStore: ObjectStore {
    package let store: any ObjectStore
    let cache: DiskCache

    package var label: String { store.label }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        var asked: [ObjectRequest] = []
        var pending: [(index: Int, identity: String, isFixed: Bool)] = []
        for (index, request) in requests.enumerated() {
            let (identity, isFixed) = identity(of: request)
            let kept = request.isAnew ? nil : cache.entry(identity)
            if isFixed, let kept, kept.bytes.count <= request.maxBytes {
                try deliver(index, .found(kept))
                continue
            }
            pending.append((index, identity, isFixed))
            // A caller that already has the same bytes needs none of ours.
            let isCallersToo = kept.map { $0.validator == request.kept?.object.validator } ?? true
            asked.append(isCallersToo ? request : kept.map { request.keeping($0) } ?? request)
        }
        guard !asked.isEmpty else { return }
        try store.read(asked, context: context) { number, outcome in
            let entry = pending[number]
            if case .found(let object) = outcome, !object.isUnchanged,
                object.bytes !== asked[number].kept?.object.bytes,
                entry.isFixed || object.hasStrongTag
            {
                cache.insert(object, for: entry.identity)
            }
            try deliver(entry.index, outcome)
        }
    }

    /// A name for the bytes that a request means, and whether it can mean no others.
    private func identity(of request: ObjectRequest) -> (String, isFixed: Bool) {
        let place = "\(store.label)\n\(request.key)\n\(request.range)"
        if Self.isImmutable(request.key) { return ("name\n\(place)", true) }
        if case .entityTag(let tag)? = request.condition, !tag.hasPrefix("W/") {
            return ("tag \(tag)\n\(place)", true)
        }
        return ("place\n\(place)\n\(request.condition.map { "\($0)" } ?? "")", false)
    }

    /// Files of Icechunk that are never written again: their names are random numbers.
    static func isImmutable(_ key: String) -> Bool {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, let name = parts.last, name.utf8.count == 20 else { return false }
        let isFolder = ["chunks", "manifests", "snapshots", "transactions"].contains(parts[parts.count - 2])
        let isBase32 = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte)
                || (0x41...0x5A).contains(byte) && !"ILOU".utf8.contains(byte)
        }
        // A chunk of an array may have a long number for its name; never one of twenty digits.
        return isFolder && isBase32 && name.utf8.contains { $0 > 0x39 }
    }
}

/// A store that can be listed, kept on a local disk; listings are not.
package struct CachedListableStore: ListableStore {
    private let objects: CachedStore
    private let store: any ListableStore

    init(_ store: any ListableStore, _ cache: DiskCache) {
        self.store = store
        objects = CachedStore(store: store, cache: cache)
    }

    package var label: String { store.label }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try store.list(prefix, most: most, context: context)
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        try objects.read(requests, context: context, deliver: deliver)
    }
}

extension StoredObject {
    /// Whether equal tags mean equal bytes.
    package var hasStrongTag: Bool { validator.map { $0.hasPrefix("\"") && $0.count > 2 } ?? false }
}
