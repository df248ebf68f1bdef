/// A chunk of a read that cannot be had.
///
/// Of several, a read throws the one that comes first in its list, whichever was met first: one request is refused with
/// one error, by every worker.
struct ChunkFailure: Error {
    /// In the caller's list.
    let index: Int
    let error: ZarrError

    /// The one of two that comes first.
    static func first(_ one: ChunkFailure?, _ other: ChunkFailure) -> ChunkFailure {
        guard let one, one.index <= other.index else { return other }
        return one
    }
}

/// Which of several things have come, that come in any order, and the first of them in their own order that failed.
struct OrderedArrivals {
    private var hasArrived: [Bool]
    /// All before it have arrived.
    private(set) var next = 0
    private(set) var failure: ChunkFailure?

    init(count: Int) {
        hasArrived = [Bool](repeating: false, count: max(count, 0))
    }

    mutating func arrive(_ place: Int) {
        guard hasArrived.indices.contains(place) else { return }
        hasArrived[place] = true
        while next < hasArrived.count, hasArrived[next] { next += 1 }
    }

    mutating func fail(_ place: Int, _ error: ZarrError) {
        failure = .first(failure, ChunkFailure(index: place, error: error))
    }

    /// Whether something can still decide what is thrown: what comes behind a failure cannot.
    func matters(_ place: Int) -> Bool { failure.map { place < $0.index } ?? true }

    /// Whether everything before the first failure has arrived.
    var isDecided: Bool { failure.map { next >= $0.index } ?? false }
}
