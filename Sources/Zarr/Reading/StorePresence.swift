internal import Execution
internal import ObjectStorage
internal import Synchronization

/// Whether a store that may change is still there: asked where it has no object for a chunk.
///
/// A chunk that was never written reads as its fill value; one of a store that was taken away, or whose folder is not
/// mounted at the moment, is an error. Only the documents of the hierarchy's root tell the two apart.
final class StorePresence: Sendable {
    private let store: any ObjectStore
    /// Where the hierarchy has its first node; nil where it is made of arrays alone, each of which then stands for itself.
    private let root: String?
    /// When its documents were read: who came before has seen the root.
    private let openedAt: Deadline
    /// Until when the last look at each path that found a node speaks for absences.
    private let believedUntil = Mutex<[String: Deadline]>([:])
    private let looks = SingleFlight<String, StorageError?>()

    /// How long a look speaks for the absences met after it, in times of what it took: sparse arrays need not ask for each
    /// of their chunks, and what vanishes in that time is taken for never written.
    private static let beliefs: UInt64 = 2
    private static let leastNanoseconds: UInt64 = 10_000_000
    private static let mostNanoseconds: UInt64 = 250_000_000

    init(_ store: any ObjectStore, root: String?, openedAt: Deadline) {
        (self.store, self.root, self.openedAt) = (store, root, openedAt)
    }

    /// What an outcome means: the absence of an object in a store that is gone is a failure, as is one in a store that
    /// does not answer any more.
    func judged(
        _ outcome: ObjectOutcome,
        of array: ArrayMetadata,
        now: @Sendable () -> Deadline,
        _ context: WorkContext
    ) -> ObjectOutcome {
        guard case .absent = outcome, let error = absence(root ?? array.path, now, context) else {
            return outcome
        }
        return .failed(error)
    }

    /// Why nothing can be said to be absent; nil while there is a node at `path`.
    private func absence(_ path: String, _ now: @Sendable () -> Deadline, _ context: WorkContext)
        -> StorageError?
    {
        func isRecent() -> Bool {
            if openedAt >= context.arrivedAt { return true }
            let now = now()
            return believedUntil.withLock { $0[path].map { $0 >= now } ?? false }
        }
        if isRecent() { return nil }
        do {
            return try looks.value(for: path, context: context) {
                if isRecent() { return nil }
                let startedAt = now()
                let error = try look(path, context)
                let taken = now().nanoseconds &- startedAt.nanoseconds
                let belief = min(max(taken &* Self.beliefs, Self.leastNanoseconds), Self.mostNanoseconds)
                let until = Deadline(nanoseconds: startedAt.nanoseconds &+ taken &+ belief)
                if error == nil { believedUntil.withLock { $0[path] = until } }
                return error
            }
        } catch let error as StorageError {
            return error
        } catch {
            return .timedOut(key: ObjectKey.joining(path, "zarr.json"))
        }
    }

    /// Requests a byte of each document that can stand at `path`.
    private func look(_ path: String, _ context: WorkContext) throws -> StorageError? {
        let keys = ["zarr.json", ".zmetadata", ".zgroup", ".zarray"].map { ObjectKey.joining(path, $0) }
        let requests = keys.map {
            ObjectRequest(key: $0, range: .bytes(offset: 0, count: 1), maxBytes: 1).since(.now)
        }
        var isThere = false
        var failure: StorageError?
        try context.measurements.measure(.fetch) {
            try store.read(requests, context: context) { _, outcome in
                switch outcome {
                case .found, .failed(.tooLong), .failed(.rangeIgnored): isThere = true
                case .absent: break
                // Where listing is not granted, that is how absence looks.
                case .failed(.refused(_, 403)), .failed(.refusedFor(_, 403, "AccessDenied")): break
                case .failed(let error): failure = failure ?? error
                }
            }
        }
        if isThere { return nil }
        if let failure { return failure }
        // The catalogue looks for itself then, at once; in the second try the error stays what it is.
        _ = try? context.retry.meet("the root of \(store.label)")
        return .gone(key: keys.first ?? path)
    }
}
