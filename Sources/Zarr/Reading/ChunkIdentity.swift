/// What makes a decoded chunk the same as another: store, array, version of its metadata, and place in the grid.
///
/// The names are hashed to 128 bits with keys that differ from process to process, so that no store can make two of
/// them meet.
package struct ChunkIdentity: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    private let index: UInt64

    /// The identities of one array's chunks, which share everything but their index.
    struct Space {
        fileprivate let high: UInt64
        fileprivate let low: UInt64

        init(store: String, array: String, epoch: String) {
            high = Self.hash(1, store, array, epoch)
            low = Self.hash(2, store, array, epoch)
        }

        private static func hash(_ salt: Int, _ store: String, _ array: String, _ epoch: String) -> UInt64 {
            var hasher = Hasher()
            hasher.combine(salt)
            hasher.combine(store)
            hasher.combine(array)
            hasher.combine(epoch)
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }

        /// The chunk with this row-major number in the grid.
        func chunk(_ number: Int) -> ChunkIdentity {
            ChunkIdentity(high: high, low: low, index: UInt64(bitPattern: Int64(number)))
        }
    }

    /// The identity of a store's own file.
    package static func file(_ name: String, of store: String) -> ChunkIdentity {
        Space(store: store, array: name, epoch: "file").chunk(0)
    }

    package static func == (left: ChunkIdentity, right: ChunkIdentity) -> Bool {
        left.high == right.high && left.low == right.low && left.index == right.index
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(low ^ index)
    }
}
