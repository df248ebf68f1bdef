internal import Execution
internal import Synchronization

/// What threads of a worker are busy with that others give way to.
final class Courtesy: Sendable {
    /// A piece of work waits no longer than this for others, who would hold it up for ever where there is always one.
    private static let longestSeconds = 0.01

    private let busy = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)
    private let bell = Monitor(())

    func change(busy difference: Int) {
        let now = busy.add(difference, ordering: .relaxed).newValue
        guard difference < 0, now <= 0, waiting.load(ordering: .relaxed) > 0 else { return }
        bell.update { _ in }
    }

    /// Returns once nobody is busy, or after a little while.
    func giveWay() {
        guard busy.load(ordering: .relaxed) > 0 else { return }
        waiting.add(1, ordering: .relaxed)
        defer { waiting.subtract(1, ordering: .relaxed) }
        _ = bell.wait(until: .after(seconds: Self.longestSeconds)) { _ in
            busy.load(ordering: .relaxed) <= 0 ? true : nil
        }
    }
}
