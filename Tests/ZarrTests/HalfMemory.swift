import Execution
import ObjectStorage
import TestSupport

/// A store whose object `c/0` is elsewhere; `afterward` is told of each key once it has been read.
struct HalfMemory: ObjectStore {
    let remote: any ObjectStore
    let memory: MemoryStore
    var afterward: @Sendable (String) -> Void = { _ in }

    var label: String { remote.label }

    func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        for (index, request) in requests.enumerated() {
            let store: any ObjectStore = request.key == "c/0" ? remote : memory
            defer { afterward(request.key) }
            try store.read([request], context: context) { try deliver(index + $0, $1) }
        }
    }
}
