internal import Execution

/// The index of a shard, and when it was last known to be the shard's.
struct KnownIndex {
    let index: ShardIndex
    let checkedAt: Deadline

    /// Where a part of `shard` is.
    ///
    /// `maxBytes`: of a part that is a chunk; nil for one that is a shard itself.
    func place(ofPart part: Int, in shard: ChunkLocation, maxBytes: Int?) throws(ZarrError) -> ChunkLocation {
        guard let entries = index.entries, part < entries.count, entries[part].offset >= 0 else {
            return .absent(checkedAt: checkedAt)
        }
        let (key, base, validator) = container(shard)
        let entry = entries[part]
        guard entry.length > 0 else { throw .corruptChunk(key: key, reason: "inner chunk \(part) is empty") }
        if let maxBytes, entry.length > maxBytes {
            throw .tooLarge(key: key, bytes: entry.length, limit: maxBytes, raisedBy: .fixed)
        }
        let (start, overflows) = base.addingReportingOverflow(entry.offset)
        guard !overflows, start <= Int.max - entry.length else {
            throw .corruptChunk(key: key, reason: "inner chunk \(part) lies outside the shard")
        }
        let range = start..<(start + entry.length)
        return .part(key: key, range, validator: validator, checkedAt: checkedAt)
    }

    /// The object that holds a shard, where the shard begins in it, and the version that the index is of.
    private func container(_ shard: ChunkLocation) -> (String, Int, String?) {
        switch shard {
        case .absent: ("", 0, nil)
        case .object(let key): (key, 0, index.validator)
        case .part(let key, let range, let validator, _): (key, range.lowerBound, validator)
        }
    }
}

/// An index to read, or to look at again.
struct MissingIndex {
    let shard: Shard
    let identity: ChunkIdentity
    let old: KnownIndex?

    /// The index that the caller has, if it may still be right.
    var condition: String? {
        guard let validator = old?.index.validator else { return nil }
        if case .part(_, _, let outer, _) = shard.place, outer != validator { return nil }
        return validator
    }
}
