package import Execution
package import Grids

/// What reading takes from the worker: the memory that plans reserve, and room on disk for what must be transposed.
package struct ReadingResources: Sendable {
    package let ledger: MemoryLedger
    package let spool: Spool
    package let streaming: StreamSizes
    /// Where indexes of coordinates are kept for all workers of the host; nil for each in its own memory.
    package let indexes: IndexShelf?
    /// The cells under the pixels of pictures; nil where none are kept.
    package let placings: KeptPlacings?
    /// What the worker's reads have shown of its speed.
    let pace = ReadingPace()

    package init(
        ledger: MemoryLedger,
        spool: Spool = Spool(),
        streaming: StreamSizes = StreamSizes(),
        indexes: IndexShelf? = nil,
        placings: KeptPlacings? = nil
    ) {
        self.ledger = ledger
        (self.indexes, self.placings) = (indexes, placings)
        self.spool = spool
        self.streaming = streaming
    }

    /// How much a stream of a request that is bound now may hold: all that the worker has, but for what lies beside.
    var streamSizes: StreamSizes {
        let budget = ledger.budget
        var sizes = streaming
        sizes.most = min(sizes.most, budget - budget / 16)
        return sizes
    }

    /// Chunk bytes in flight at a time beside the cache's own, where memory is not scarce: enough to keep both cores and
    /// a slow store busy.
    static let fetchWindow = 32 << 20

    /// Chunk bytes that a request which is bound now has in flight at a time.
    var fetchWindow: Int { min(Self.fetchWindow, ledger.budget / 4) }
}

/// How much of an answer a stream holds in memory.
package struct StreamSizes: Sendable, Equatable {
    /// Pieces are no larger than this where the chunks allow it.
    package var wanted: Int
    /// Larger pieces are better than turning the answer round on disk, up to this size.
    package var tolerated: Int
    /// All that reading holds at a time, chunks included, stays below this where smaller pieces make it possible.
    package var most = Int.max

    package init(wanted: Int = 32 << 20, tolerated: Int = 256 << 20) {
        self.wanted = wanted
        self.tolerated = tolerated
    }
}
