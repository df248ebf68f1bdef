internal import Execution

/// When a ref was found to name something else, the last few times, and what that says about the next.
struct Rhythm: Sendable, Equatable {
    /// Two words for each change, the latest last: when it was not there yet, and when it was.
    ///
    /// In nanoseconds of the monotonic clock.
    private var moments = SIMD8<UInt64>()

    static let words = SIMD8<UInt64>.scalarCount
    /// Steps differ by what lies between two looks; those that differ more have no rhythm.
    private static let mostRatio = 1.5
    /// The part of the shortest step in which the next change is not expected.
    private static let quietPart = 0.9

    init() {}

    init(words: UnsafeBufferPointer<UInt64>) {
        for index in 0..<min(words.count, Self.words) { moments[index] = words[index] }
    }

    func write(to words: UnsafeMutableBufferPointer<UInt64>) {
        for index in 0..<min(words.count, Self.words) { words[index] = moments[index] }
    }

    /// Takes note of a change that happened between two looks.
    mutating func note(after: UInt64, by: UInt64) {
        guard after <= by, after >= moments[Self.words - 1], after > 0 else { return }
        for index in 0..<(Self.words - 2) { moments[index] = moments[index + 2] }
        moments[Self.words - 2] = after
        moments[Self.words - 1] = by
    }

    /// Before this nothing new is to be expected; nil before four changes in about equal steps.
    var quietUntil: Deadline? {
        guard moments[0] > 0 else { return nil }
        var (shortest, longest) = (UInt64.max, UInt64.zero)
        for index in stride(from: 2, to: Self.words, by: 2) {
            shortest = min(shortest, moments[index] - min(moments[index - 1], moments[index]))
            longest = max(longest, moments[index + 1] - min(moments[index - 2], moments[index + 1]))
        }
        guard Double(longest) <= Double(shortest) * Self.mostRatio else { return nil }
        let last = Deadline(nanoseconds: moments[Self.words - 2])
        return last.later(bySeconds: Double(shortest) / 1e9 * Self.quietPart)
    }
}
