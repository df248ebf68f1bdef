internal import CF
internal import Grids

extension CoordinateReader {
    /// Reads a list of whole numbers, of whatever type, and holds what is made of them in runs of neighbours.
    ///
    /// `take` gets each number, nil for what is none, and how many runs there may be; it is false where there are more.
    /// `finally` then tells how many there are, or nil for too many.
    ///
    /// - Returns: false where that is over a limit, with a finding.
    /// - Throws: as `forEachPiece`.
    func holdNumbers(
        of list: StoredVariable,
        _ take: (_ number: Int?, _ most: Int) -> Bool,
        finally: (_ most: Int) -> Int?
    ) throws -> Bool {
        let bytesPerRun = NumberRuns.bytesPerRun
        let most = budget.left / bytesPerRun
        // Arrays that grow are twice as long as they need to be.
        let working = min(list.shape.first ?? 0, most) * (2 * bytesPerRun + NumberRuns.sortingBytesPerRun)
        var runs: Int?
        let isRead = try forEachPiece(of: list, working: working) { values in
            Self.forEachNumber(of: values) { take($0, most) }
        } finally: {
            runs = finally(most)
        }
        guard let isRead else { return false }
        guard isRead, let runs else {
            // As many runs as there are numbers, perhaps.
            let all = PlannedRead.product(list.shape.first ?? 0, bytesPerRun)
            return try budget.hold(all, for: list.name) && false
        }
        return try budget.hold(runs * bytesPerRun, for: list.name)
    }

    /// Calls `body` with every number, nil for what is no whole one, until it is false.
    @inline(__always)
    private static func forEachNumber(of values: Values, _ body: (Int?) -> Bool) -> Bool {
        let missing = values.missing
        switch values.storage {
        case .signed(let numbers):
            for (index, number) in numbers.enumerated() {
                let isMissing = !missing.isEmpty && missing[index]
                guard body(isMissing ? nil : Int(number)) else { return false }
            }
        case .unsigned(let numbers):
            for (index, number) in numbers.enumerated() {
                let isMissing = !missing.isEmpty && missing[index]
                guard body(isMissing ? nil : Int(exactly: number)) else { return false }
            }
        case .double(let numbers):
            for number in numbers {
                guard body(Int(exactly: number)) else { return false }
            }
        case .float(let numbers):
            for number in numbers {
                guard body(Int(exactly: number)) else { return false }
            }
        }
        return true
    }
}
