package import Execution
internal import Synchronization

/// Tells the cells of a grid from those of every other that the process has made.
package struct GridIdentity: Hashable, Sendable {
    private let number: UInt64

    private static let made = Atomic<UInt64>(0)

    /// One that no other grid has.
    init() {
        number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
    }
}

/// The cells under the pixels of pictures that were drawn lately: another variable, or time, on the same grid is under the
/// same pixels.
///
/// They live in a ledger's unreserved memory; those that nobody asked for the longest go first.
package final class KeptPlacings: Sendable {
    private struct Key: Hashable {
        let grid: GridIdentity
        let target: RasterTarget
    }

    private let held: BoundedCache<Key, CellMap>

    /// What a worker keeps at most, in bytes: some hundreds of tiles.
    package static let usualLimit = 128 << 20
    /// What an entry costs beside its numbers: objects, keys, links.
    private static let overhead = 384

    /// Registers with `ledger`, which keeps what is held.
    package init(limit: Int = usualLimit, ledger: MemoryLedger, share: MemoryShare = .whole) {
        held = BoundedCache(limit: limit, ledger: ledger, share: share)
    }

    /// Bytes that it holds now.
    package var byteCount: Int { held.byteCount }

    /// The cells of a grid under a picture, found by `find` unless they are here.
    func cells(of grid: GridIdentity, under target: RasterTarget, find: () -> CellMap) -> CellMap {
        let key = Key(grid: grid, target: target)
        if let kept = held.value(for: key) { return kept }
        let found = find()
        held.insert(found, for: key, cost: found.byteCount + Self.overhead)
        return found
    }
}

extension Grid {
    /// The cells under a picture, kept for the next one where finding them takes long.
    package func cells(under target: RasterTarget, keeping placings: KeptPlacings?) -> CellMap {
        guard let placings, let identity else { return cells(under: target) }
        return placings.cells(of: identity, under: target) { cells(under: target) }
    }
}
