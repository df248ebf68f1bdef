internal import Cube
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
    func view(of whole: Dataset, under policy: Policy) -> Dataset {
        let known = kept.withLock { $0.first { $0.policy == policy }?.dataset }
        if let known, !policy.movesWithTheClock { return known }
        let made = whole.restricted(by: policy).withoutRefusedVersions()
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
    func seen(under policy: Policy) -> Dataset {
        guard policy != .unrestricted else { return self }
        return facts.value { PolicyViews() }.view(of: self, under: policy)
    }
}
