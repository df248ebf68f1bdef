internal import Cube
internal import Failures

/// One DAP2 request about an open dataset: its constraint, applied, and what it would cost.
struct DAP2Request {
    let dataset: Dataset
    let inventory: DAP2Inventory
    let projection: DAP2Projection

    /// - Throws: `Failure` for a constraint that does not fit the dataset.
    init(dataset: Dataset, rawQuery: String) throws(Failure) {
        self.dataset = dataset
        let inventory = DAP2Inventory.of(dataset)
        let constraint = try DAP2Constraint(
            rawQuery: rawQuery,
            mostCommas: inventory.mostCommas,
            rank: inventory.rank
        )
        do throws(Failure) {
            projection = try DAP2Projection(constraint, of: inventory)
        } catch .notFound(.variable, let name, let known) {
            let reason =
                dataset.reasonWithoutValues(name) ?? Self.grid(of: name).flatMap(dataset.reasonWithoutValues)
            throw reason.map { .notServed(.variable, name: name, reason: $0) }
                ?? .notFound(.variable, name: name, known: known)
        }
        self.inventory = inventory
    }

    /// What a client calls the array of a grid, `name.name`; nil for other words.
    private static func grid(of word: String) -> String? {
        let bytes = word.utf8
        let middle = bytes.index(bytes.startIndex, offsetBy: bytes.count / 2)
        guard bytes.count % 2 == 1, bytes[middle] == UInt8(ascii: ".") else { return nil }
        let halves = (word[..<middle], word[bytes.index(after: middle)...])
        return halves.0.utf8.elementsEqual(halves.1.utf8) ? String(halves.0) : nil
    }

    /// Binds every array of the answer, one piece per leaf; nothing is read.
    func plan(_ projection: DAP2Projection) throws(Failure) -> ReadPlan {
        try dataset.bind(projection.leaves.map { ($0.array.stored, $0.ranges) })
    }

    /// - Throws: `Failure.tooLarge` with the largest similar request that passes.
    func data() throws(Failure) -> DataDDS {
        try advised { (projection) throws(Failure) in try DataDDS(projection, plan: plan(projection)) }
    }

    /// - Throws: as `data()`.
    func text() throws(Failure) -> ASCIIData {
        try advised { (projection) throws(Failure) in try ASCIIData(projection, plan: plan(projection)) }
    }

    private func advised<Answer>(
        _ make: (DAP2Projection) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        do throws(Failure) {
            return try make(projection)
        } catch .tooLarge(let limit, let allowed, let requested, let advice) {
            let similar = projection.largest { (try? make($0)) != nil }
            throw .tooLarge(
                limit: limit,
                allowed: allowed,
                requested: requested,
                advice: similar.map { "The constraint '\($0.constraint)' passes." }
                    ?? projection.largestName.map { limit.wordsOfNothing(of: $0) } ?? advice
            )
        }
    }
}
