internal import Execution
internal import ObjectStorage

extension ObjectStore {
    /// As `read`; while the store is not asked because it keeps failing, what has a stand-in counts as out of reach, which is
    /// how its stand-in comes into use.
    ///
    /// - Throws: as `read`; `Interruption.heldUp` where something has none.
    func read(
        _ requests: [ObjectRequest],
        standIns: (Int) -> Bool,
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        guard !requests.isEmpty else { return }
        var hasCome = [Bool](repeating: false, count: requests.count)
        do {
            try read(requests, context: context) { index, outcome in
                hasCome[index] = true
                try deliver(index, outcome)
            }
        } catch Interruption.heldUp {
            let left = requests.indices.filter { !hasCome[$0] }
            guard left.allSatisfy(standIns) else { throw Interruption.heldUp }
            for index in left {
                let cause = "it is not asked, as its store does not answer"
                try deliver(index, .failed(.unreachable(key: requests[index].key, cause: cause)))
            }
        }
    }
}
