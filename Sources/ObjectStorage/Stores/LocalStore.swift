package import Execution

/// A store whose reads take the calling thread's time and nothing else: files, memory.
///
/// Many of its objects are best read by many threads, each reading what it then decodes.
package protocol LocalStore: ObjectStore {
    /// Reads one object on the calling thread.
    func readLocally(_ request: ObjectRequest, context: WorkContext) -> ObjectOutcome
}

extension LocalStore {
    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        for (index, request) in requests.enumerated() {
            try context.check()
            try deliver(index, readLocally(request, context: context))
        }
    }
}
