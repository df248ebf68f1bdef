internal import Execution
internal import ObjectStorage

/// Where the bytes of one chunk are.
enum ChunkLocation: Sendable {
    /// The store had no such chunk when its shard's index was last read.
    case absent(checkedAt: Deadline)
    /// An object of its own.
    case object(key: String)
    /// A part of a shard; `validator` is that of the shard's index, which was last looked at then.
    case part(key: String, Range<Int>, validator: String?, checkedAt: Deadline)
}

/// One request to the store, for one chunk or for several that lie together.
struct ChunkRequest {
    let request: ObjectRequest
    /// Which chunks, by their number in the caller's list, and where in the bytes that come; nil for all of them.
    var members: [(entry: Int, part: Range<Int>?)]
    let validator: String?

    /// Bytes between two chunks of a shard that are read along rather than asked around.
    private static let largestGap = 64 << 10
    /// A request does not grow beyond this by joining.
    private static let maxJoined = 4 << 20

    /// The requests for `places`; absent ones have none.
    ///
    /// `joins`: whether parts that are near each other are requested together. `kept`: the validators of those that the
    /// caller has as they were; `since`: what it does not believe any more.
    static func requests(
        for places: [ChunkLocation],
        most: Int,
        joins: Bool,
        kept: [String?],
        since: Deadline
    ) -> [ChunkRequest] {
        var requests: [ChunkRequest] = []
        var parts: [(key: String, range: Range<Int>, validator: String?, entry: Int)] = []
        for (entry, place) in places.enumerated() {
            switch place {
            case .absent: break
            case .object(let key):
                var request = ObjectRequest(key: key, maxBytes: most).since(since)
                if let validator = kept[entry] { request = request.unless(validator) }
                requests.append(ChunkRequest(request: request, members: [(entry, nil)], validator: nil))
            case .part(let key, let range, let validator, _): parts.append((key, range, validator, entry))
            }
        }
        if joins { parts.sort { ($0.key, $0.range.lowerBound) < ($1.key, $1.range.lowerBound) } }
        var start = 0
        while start < parts.count {
            var (end, whole) = (start + 1, parts[start].range)
            while joins, end < parts.count, parts[end].key == parts[start].key,
                parts[end].range.lowerBound - whole.upperBound <= largestGap,
                max(whole.upperBound, parts[end].range.upperBound) - whole.lowerBound <= maxJoined
            {
                whole = whole.lowerBound..<max(whole.upperBound, parts[end].range.upperBound)
                end += 1
            }
            let range = ByteRange.bytes(offset: whole.lowerBound, count: whole.count)
            requests.append(
                ChunkRequest(
                    request: ObjectRequest(key: parts[start].key, range: range, maxBytes: whole.count)
                        .since(since),
                    members: parts[start..<end].map { part in
                        let offset = part.range.lowerBound - whole.lowerBound
                        return (part.entry, offset..<(offset + part.range.count))
                    },
                    validator: parts[start].validator
                )
            )
            start = end
        }
        return requests
    }
}
