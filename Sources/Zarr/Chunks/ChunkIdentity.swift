internal import Execution

/// What makes a decoded chunk the same as another: store, array, version of its metadata, and place in the grid; or, in
/// a store that knows its objects, their bytes and how they are decoded.
///
/// The names are hashed to 128 bits with keys that differ from process to process, so that no store can make two of
/// them meet.
package struct ChunkIdentity: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    private let index: UInt64

    /// Of nothing yet.
    static let none = ChunkIdentity(high: 0, low: 0, index: 0)

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
            hasher.combine(bytesOf: store)
            hasher.combine(bytesOf: array)
            hasher.combine(bytesOf: epoch)
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }

        /// The chunk with this row-major number in the grid.
        func chunk(_ number: Int) -> ChunkIdentity {
            ChunkIdentity(high: high, low: low, index: UInt64(bitPattern: Int64(number)))
        }
    }

    /// The identities of what is decoded in one way from objects of one shape.
    struct Family: Sendable {
        private let high: UInt64
        private let low: UInt64
        private let tag: Int

        /// `tag`: tells chunks from the indexes of shards; below 64.
        init(form: DecodingForm, shape: [Int], tag: Int) {
            high = Self.hash(form.high, shape)
            low = Self.hash(form.low, shape)
            self.tag = tag
        }

        private static func hash(_ word: UInt64, _ shape: [Int]) -> UInt64 {
            var hasher = Hasher()
            hasher.combine(word)
            hasher.combine(shape)
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }

        /// A part of an object; what is absent is the same everywhere.
        func member(of object: ObjectIdentity?, part: Int) -> ChunkIdentity {
            guard let object else { return ChunkIdentity(high: high, low: low, index: UInt64(tag) | 1 << 63) }
            let index = UInt64(truncatingIfNeeded: part) << 6 | UInt64(tag)
            return ChunkIdentity(high: object.high &+ high, low: object.low &+ low, index: index)
        }
    }

    /// The identities of a store's own files, which have numbers for names.
    package struct Files: Sendable {
        private let space: Space

        package init(of store: String) {
            space = Space(store: store, array: "files", epoch: "")
        }

        package func file(_ high: UInt64, _ low: UInt64) -> ChunkIdentity {
            ChunkIdentity(high: space.high &+ high, low: space.low &+ low, index: low)
        }
    }

    package static func == (left: ChunkIdentity, right: ChunkIdentity) -> Bool {
        left.high == right.high && left.low == right.low && left.index == right.index
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(low ^ index)
    }
}
