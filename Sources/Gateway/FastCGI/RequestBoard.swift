/// Where a worker's threads write down what they have in hand, for whoever watches the pool and sees a worker die.
///
/// Threads and groups are numbered from 0, in the order of the server's groups.
package protocol RequestBoard: Sendable {
    /// The calling thread will answer under this number.
    func adopt(thread: Int)

    /// A thread is busy from now on with a request that has waited so long.
    func begin(thread: Int, group: Int, waitedNanoseconds: UInt64)

    /// The request is known by `digest`, and to people by its method and target.
    func hold(_ digest: UInt64, method: String, target: String, thread: Int)

    /// For how many more seconds a request is refused; nil for one that may be tried.
    func refusedSeconds(_ digest: UInt64) -> Double?

    /// A thread is free again; `forgiven`: the request was answered, so that earlier deaths were not its doing.
    func end(thread: Int, group: Int, forgiven digest: UInt64?)
}
