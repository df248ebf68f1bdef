internal import Zarr

extension PlannedRead {
    /// The answer's values at most: 8 bytes and a flag each.
    var unpackedBytes: Int { Self.product(cells, 9) }

    /// Working set of reading: the stored answer, or one slab of it, or what turning round takes; the chunks in flight,
    /// and a block of a stream's values.
    var readingBytes: Int {
        guard streaming != nil else {
            return Self.sum(Self.product(cells, stored.dataType.size), inFlightBytes)
        }
        return streamPlan.workingSet(self)
    }

    var inFlightBytes: Int {
        let chunk = stored.array.metadata.chunkBytes
        let chunks = zip(arrayRanges, stored.array.metadata.chunkGrid.dimensions).reduce(1) { product, pair in
            Self.product(product, DimensionWalk.chunkCount(pair.0, pair.1))
        }
        let listed = Self.product(chunks, Self.listedChunkBytes)
        return Self.sum(min(Self.product(chunk, chunks), max(window, chunk)), listed)
    }

    /// Bytes of one chunk in the list of those to be read: its coordinates and its places in the answer, two arrays.
    static let listedChunkBytes = 160

    /// More than there is where a number does not fit.
    static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? .max : sum
    }

    static func product(_ left: Int, _ right: Int) -> Int {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? .max : product
    }
}
