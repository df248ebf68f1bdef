internal import Cube
internal import Execution
internal import Failures
internal import Synchronization

/// What policies leave of one dataset, kept as long as the dataset itself: by its snapshot and configuration therefore.
private final class PolicyViews: Sendable {
    private struct View {
        let policy: Policy
        let dataset: Dataset
    }

    /// Views of one dataset; with more of them all are forgotten.
    private static let maxKept = 16

    private let kept = Mutex<[View]>([])

    /// One whose windows move with the clock is worked out each time, and is another only if it shows something else.
    ///
    /// - Throws: as `Dataset.restricted`.
    func view(of whole: Dataset, under policy: Policy, _ context: WorkContext) throws(Failure) -> Dataset {
        let known = kept.withLock { $0.first { $0.policy == policy }?.dataset }
        if let known, !policy.movesWithTheClock { return known }
        let made = try whole.restricted(by: policy, context: context).withoutRefusedVersions()
        if let known, known.identity == made.identity { return known }
        kept.withLock { kept in
            kept.removeAll { $0.policy == policy }
            if kept.count >= Self.maxKept { kept = [] }
            kept.append(View(policy: policy, dataset: made))
        }
        return made
    }
}

extension Dataset {
    /// The dataset as a policy lets it be seen.
    ///
    /// - Throws: as `restricted`.
    func seen(under policy: Policy, context: WorkContext) throws(Failure) -> Dataset {
        guard policy != .unrestricted else { return self }
        return try facts.value { PolicyViews() }.view(of: self, under: policy, context)
    }
}
