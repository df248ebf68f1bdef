/// What will be read for a request: bound, checked against limits and policy, and still without a byte read.
package struct ReadPlan: Sendable {
    /// What one selection by index became.
    package enum Piece: Sendable {
        /// The part of this number.
        case numbers(part: Int)
        case texts(TextRead)
    }

    package let dataset: Dataset
    /// Reads of numbers.
    package let parts: [PlannedRead]
    /// Everything that is read, in the order in which it was asked for.
    package let pieces: [Piece]
    package let cost: ReadCost
    /// Bytes that the largest array of texts takes; they are read one after the other.
    let textMemory: Int

    init(dataset: Dataset, parts: [PlannedRead], pieces: [Piece]? = nil, cost: ReadCost) {
        self.dataset = dataset
        self.parts = parts
        self.pieces = pieces ?? parts.indices.map { .numbers(part: $0) }
        self.cost = cost
        textMemory = self.pieces.reduce(0) { most, piece in
            if case .texts(let read) = piece { max(most, read.memory) } else { most }
        }
    }

    /// Reads of texts, in their order.
    package var texts: [TextRead] {
        pieces.compactMap { if case .texts(let read) = $0 { read } else { nil } }
    }

    /// The same plan with its reads of numbers in other pieces.
    func with(parts: [PlannedRead]) -> ReadPlan {
        ReadPlan(dataset: dataset, parts: parts, pieces: pieces, cost: cost)
    }
}
