internal import Execution

extension ObjectStore {
    /// As `read`, but neighbouring ranges of one object are requested at once.
    ///
    /// For stores that answer over a network; a local one reads each by itself.
    func readJoining(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        guard !(self is any LocalStore), requests.count > 1 else {
            return try read(requests, context: context, deliver: deliver)
        }
        let joined = JoinedRange.all(of: requests)
        try read(joined.map(\.request), context: context) { number, outcome in
            for member in joined[number].members {
                try deliver(member.index, joined[number].outcome(outcome, for: member))
            }
        }
    }
}

/// One range of an object that covers several requested ones.
private struct JoinedRange {
    struct Member {
        let index: Int
        /// Within the range; nil when it is the whole request, as it was made.
        let part: Range<Int>?
    }

    let request: ObjectRequest
    let members: [Member]

    /// Bytes between two ranges that are read along rather than asked around.
    private static let largestGap = 64 << 10
    /// A range does not grow beyond this by joining.
    private static let maxJoined = 4 << 20

    static func all(of requests: [ObjectRequest]) -> [JoinedRange] {
        var joined: [JoinedRange] = []
        var ranges: [(index: Int, range: Range<Int>)] = []
        for (index, request) in requests.enumerated() {
            if let range = request.fixedRange {
                ranges.append((index, range))
            } else {
                joined.append(JoinedRange(request: request, members: [Member(index: index, part: nil)]))
            }
        }
        ranges.sort {
            let (left, right) = (requests[$0.index], requests[$1.index])
            return (left.key, $0.range.lowerBound) < (right.key, $1.range.lowerBound)
        }
        var start = 0
        while start < ranges.count {
            let first = requests[ranges[start].index]
            var (end, whole) = (start + 1, ranges[start].range)
            while end < ranges.count, case let next = requests[ranges[end].index], next.key == first.key,
                next.condition == first.condition,
                next.kept?.object.validator == first.kept?.object.validator, next.moment == first.moment,
                next.isAnew == first.isAnew,
                ranges[end].range.lowerBound - whole.upperBound <= largestGap,
                max(whole.upperBound, ranges[end].range.upperBound) - whole.lowerBound <= maxJoined
            {
                whole = whole.lowerBound..<max(whole.upperBound, ranges[end].range.upperBound)
                end += 1
            }
            joined.append(JoinedRange(ranges[start..<end], whole, requests))
            start = end
        }
        return joined
    }

    private init(request: ObjectRequest, members: [Member]) {
        self.request = request
        self.members = members
    }

    private init(
        _ ranges: ArraySlice<(index: Int, range: Range<Int>)>,
        _ whole: Range<Int>,
        _ requests: [ObjectRequest]
    ) {
        let first = requests[ranges[ranges.startIndex].index]
        guard ranges.count > 1 else {
            self.init(request: first, members: ranges.map { Member(index: $0.index, part: nil) })
            return
        }
        let request = first.instead(
            key: first.key,
            range: .bytes(offset: whole.lowerBound, count: whole.count),
            maxBytes: whole.count,
            condition: first.condition
        ).shared(by: ranges.compactMap { requests[$0.index].sharing.interest })
        let members = ranges.map { entry in
            let offset = entry.range.lowerBound - whole.lowerBound
            return Member(index: entry.index, part: offset..<(offset + entry.range.count))
        }
        self.init(request: request, members: members)
    }

    /// The part that one member requested: less where the object ends before.
    func outcome(_ outcome: ObjectOutcome, for member: Member) -> ObjectOutcome {
        guard let part = member.part, case .found(let object) = outcome, !object.isUnchanged else {
            return outcome
        }
        return .found(
            StoredObject(
                bytes: object.bytes.slice(part.clamped(to: 0..<object.bytes.count)),
                objectLength: object.objectLength,
                validator: object.validator
            )
        )
    }
}

extension ObjectRequest {
    /// The bytes that it means whatever the object's length; nil for wholes, ends, nonsense and what is too long.
    var fixedRange: Range<Int>? {
        guard case .bytes(let offset, let count) = range, offset >= 0, count > 0, count <= maxBytes,
            offset <= Int.max - count
        else { return nil }
        return offset..<(offset + count)
    }
}

extension ObjectBytes {
    /// A part of these bytes, in the same memory.
    package func slice(_ part: Range<Int>) -> ObjectBytes {
        if part == 0..<count { return self }
        let part = part.clamped(to: 0..<count)
        return withBytes { bytes in
            ObjectBytes(taking: UnsafeRawBufferPointer(rebasing: bytes[part])) { _ in
                withExtendedLifetime(self) {}
            }
        }
    }
}
