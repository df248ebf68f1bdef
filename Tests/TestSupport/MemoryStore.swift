package import Execution
package import ObjectStorage
internal import Synchronization

/// Objects in memory as a store.
///
/// It counts what it is asked for, and fails where a test wants it to.
package final class MemoryStore: LocalStore, ListableStore {
    package let label: String
    private let objects: Mutex<[String: [UInt8]]>
    private let failures = Mutex<[String: StorageError]>([:])
    private let asked = Mutex<[String]>([])
    private let sent = Mutex(0)
    private let hasValidators: Bool

    /// `hasValidators`: whether it tells what its objects are, and when they are still what the caller has.
    package init(_ objects: [String: [UInt8]] = [:], label: String = "memory", hasValidators: Bool = true) {
        self.hasValidators = hasValidators
        self.objects = Mutex(objects)
        self.label = label
    }

    /// Puts an object in; nil takes it away.
    package subscript(key: String) -> [UInt8]? {
        get { objects.withLock { $0[key] } }
        set { objects.withLock { $0[key] = newValue } }
    }

    /// Makes every read of `key` end in `error`.
    package func fail(_ key: String, with error: StorageError?) {
        failures.withLock { $0[key] = error }
    }

    /// Keys that were read, in order, since the last call.
    package func takeAskedKeys() -> [String] {
        asked.withLock { keys in
            defer { keys = [] }
            return keys
        }
    }

    /// Bytes that were handed out since the last call.
    package func takeSentBytes() -> Int {
        sent.withLock { count in
            defer { count = 0 }
            return count
        }
    }

    package func readLocally(_ request: ObjectRequest, context: WorkContext) -> ObjectOutcome {
        asked.withLock { $0.append(request.key) }
        context.measurements.add(to: .storeReads)
        if let error = failures.withLock({ $0[request.key] }) { return .failed(error) }
        guard let bytes = self[request.key] else { return .absent }
        let part = request.range.resolved(length: bytes.count)
        guard part.count <= request.maxBytes else {
            return .failed(.tooLong(key: request.key, bytes: part.count, limit: request.maxBytes))
        }
        let validator = hasValidators ? "\(bytes.hashValue)" : nil
        if let unchanged = request.unchanged(validator) { return unchanged }
        context.measurements.add(part.count, to: .storeBytes)
        sent.withLock { $0 += part.count }
        return .found(
            StoredObject(
                bytes: ObjectBytes(Array(bytes[part])),
                objectLength: bytes.count,
                validator: validator
            )
        )
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        let start = prefix.isEmpty ? "" : prefix + "/"
        var prefixes: Set<String> = []
        var names: Set<String> = []
        for key in objects.withLock({ Array($0.keys) }) where key.hasPrefix(start) {
            let parts = key.dropFirst(start.count).split(separator: "/", maxSplits: 1)
            guard let first = parts.first else { continue }
            if parts.count > 1 { prefixes.insert(String(first)) } else { names.insert(String(first)) }
        }
        return Listing(prefixes: prefixes.sorted(), objects: names.sorted())
    }
}

/// A store that hides whatever another can do beside reading: like a web server, it cannot be listed.
///
/// `before` is told of every read, which what it throws prevents.
package struct UnlistedStore: ObjectStore {
    private let store: any ObjectStore
    private let before: @Sendable ([ObjectRequest], WorkContext) throws -> Void

    package init(
        _ store: any ObjectStore,
        before: @escaping @Sendable ([ObjectRequest], WorkContext) throws -> Void = { _, _ in }
    ) {
        (self.store, self.before) = (store, before)
    }

    package var label: String { store.label }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        try before(requests, context)
        try store.read(requests, context: context, deliver: deliver)
    }
}
