internal import Execution
internal import Synchronization
internal import Zarr

/// What the arrays of a dataset are while it is opened: each is looked at once, and once more after it was read.
///
/// All indexes of an opening are named after what the first look at their arrays found, so that one that is made of
/// another is kept under the same state of them or not at all. Used by the one thread that opens.
final class OpeningPrints {
    private struct Known {
        let print: ArrayFingerprint?
        /// Whether nothing was read since it was seen.
        var isConfirmed: Bool
    }

    private let context: WorkContext
    /// By the arrays' paths.
    private var known: [String: Known] = [:]

    /// Arrays that are looked at beside each other.
    private static let width = 8

    init(context: WorkContext) {
        self.context = context
    }

    /// That an array is read: what it is must be seen again before what comes of it is kept.
    func willRead(_ array: ZarrArray) {
        known[array.metadata.path]?.isConfirmed = false
    }

    /// What some arrays were when they were first looked at; nil where one of them cannot be told from others without
    /// reading it.
    ///
    /// - Throws: as `ZarrArray.fingerprint`.
    func first(of arrays: [ZarrArray]) throws -> [ArrayFingerprint]? {
        let new = Self.once(arrays) { known[$0] == nil }
        for (array, print) in zip(new, try look(at: new)) {
            known[array.metadata.path] = Known(print: print, isConfirmed: true)
        }
        return whole(arrays.map { known[$0.metadata.path]?.print })
    }

    /// What they are after all that was read of them.
    ///
    /// - Throws: as `ZarrArray.fingerprint`.
    func confirmed(of arrays: [ZarrArray]) throws -> [ArrayFingerprint]? {
        let doubtful = Self.once(arrays) { known[$0]?.isConfirmed != true }
        var seen: [String: ArrayFingerprint?] = [:]
        for (array, print) in zip(doubtful, try look(at: doubtful)) {
            let path = array.metadata.path
            seen[path] = .some(print)
            if let first = known[path], first.print == print { known[path]?.isConfirmed = true }
        }
        return whole(arrays.map { seen[$0.metadata.path] ?? known[$0.metadata.path]?.print })
    }

    /// Those whose paths are wanted, each once.
    private static func once(_ arrays: [ZarrArray], where isWanted: (String) -> Bool) -> [ZarrArray] {
        var paths: Set<String> = []
        return arrays.filter { isWanted($0.metadata.path) && paths.insert($0.metadata.path).inserted }
    }

    private func whole(_ prints: [ArrayFingerprint?]) -> [ArrayFingerprint]? {
        let all = prints.compactMap(\.self)
        return all.count == prints.count ? all : nil
    }

    /// Those in a distant store are asked for beside each other.
    private func look(at arrays: [ZarrArray]) throws -> [ArrayFingerprint?] {
        guard arrays.count > 1, arrays.contains(where: \.isDistant) else {
            return try arrays.map { try $0.fingerprint(context: context) }
        }
        let found = Mutex([Result<ArrayFingerprint?, any Error>?](repeating: nil, count: arrays.count))
        try JointWaiting.run(arrays.count, width: Self.width, context: context) { index, context in
            let print = Result { try arrays[index].fingerprint(context: context) }
            found.withLock { $0[index] = print }
        }
        return try found.withLock { $0 }.map { try $0?.get() ?? nil }
    }
}
