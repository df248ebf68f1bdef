package import Execution

/// A listening socket, the threads of a worker that answer on it, and how long a request may take there.
///
/// Groups keep kinds of work apart: slow downloads starve neither tiles nor health checks.
package struct ListenGroup: Sendable {
    /// `interactive`, `bulk` or `control`; the first eleven letters show in `top -H`.
    package let name: String
    /// A listening socket that outlives this process: it is never shut down here.
    package let socket: Int32
    package let threads: Int
    /// Of the work that comes there.
    var priority: WorkPriority { name == "bulk" ? .bulk : .interactive }
    /// Counted from the moment when nginx had the whole request.
    package let deadlineSeconds: Double
    /// Keeps its threads apart by what they wait for; nil where nothing does.
    package let bulkheads: Bulkheads?

    package init(
        name: String,
        socket: Int32,
        threads: Int,
        deadlineSeconds: Double,
        bulkheads: Bulkheads? = nil
    ) {
        self.name = name
        self.socket = socket
        self.threads = threads
        self.deadlineSeconds = deadlineSeconds
        self.bulkheads = bulkheads
    }
}
