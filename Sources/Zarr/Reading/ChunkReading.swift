internal import ObjectStorage

/// The chunks of one group of a read: each with its place in the caller's list, its key and its identity.
struct ChunkReading {
    struct Item: Sendable {
        /// In the caller's list.
        let index: Int
        let coordinates: ChunkCoordinates
        let identity: ChunkIdentity
    }

    let items: [Item]

    /// - Throws: `corruptChunk` for coordinates that are not in the array's grid.
    init(
        _ wanted: [ChunkCoordinates],
        _ group: Range<Int>,
        of array: ArrayMetadata,
        in space: ChunkIdentity.Space
    ) throws(ZarrError) {
        let grid = array.gridShape
        var items: [Item] = []
        items.reserveCapacity(group.count)
        for index in group {
            let coordinates = wanted[index]
            guard let number = Self.number(of: coordinates.indices, in: grid) else {
                throw .corruptChunk(key: array.path, reason: "there is no chunk \(coordinates.indices)")
            }
            items.append(Item(index: index, coordinates: coordinates, identity: space.chunk(number)))
        }
        self.items = items
    }

    /// Row-major; nil outside the grid.
    ///
    /// The grid's size was checked when the array was opened.
    private static func number(of indices: [Int], in grid: [Int]) -> Int? {
        guard indices.count == grid.count else { return nil }
        var number = 0
        for (index, count) in zip(indices, grid) {
            guard index >= 0, index < count else { return nil }
            number = number &* count &+ index
        }
        return number
    }
}
