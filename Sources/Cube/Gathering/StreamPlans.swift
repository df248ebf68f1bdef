internal import Synchronization

/// How one read gets into its order, for each size of pieces that it is asked about: found out once, and shared by the same
/// read in other pieces.
final class StreamPlans: Sendable {
    private let plans = Mutex<[(sizes: StreamSizes, plan: StreamPlan)]>([])

    /// `read` is always the same but for its pieces; two first uses at once may both work it out.
    func plan(_ read: PlannedRead, _ sizes: StreamSizes) -> StreamPlan {
        if let known = plans.withLock({ $0.first { $0.sizes == sizes }?.plan }) { return known }
        let plan = StreamPlan(read, sizes)
        plans.withLock { $0.append((sizes, plan)) }
        return plan
    }
}
