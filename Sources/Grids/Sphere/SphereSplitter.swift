internal import Execution

/// Puts entries into the order of a balanced tree's leaves: each node's entries are halved along the longest side of the
/// box around them.
///
/// Time grows as n log n whatever the places are: equal ones, and ones in the worst order.
struct SphereSplitter {
    private let entries: UnsafeMutableBufferPointer<SphereEntry>
    private let leaves: Int

    init(entries: UnsafeMutableBufferPointer<SphereEntry>, leaves: Int) {
        (self.entries, self.leaves) = (entries, leaves)
    }

    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    func split(context: WorkContext) throws { try split(0..<leaves, context) }

    /// Leaves whose entries are halved between two looks at the deadline: some milliseconds.
    private static let checked = 1 << 12

    private func split(_ part: Range<Int>, _ context: WorkContext) throws {
        guard part.count > 1 else { return }
        if part.count >= Self.checked { try context.check() }
        halve(part)
        let middle = (part.lowerBound + part.upperBound) / 2
        try split(part.lowerBound..<middle, context)
        try split(middle..<part.upperBound, context)
    }

    /// Parts the entries of some leaves, so that those of the first half of them come first.
    private func halve(_ part: Range<Int>) {
        let first = position(part.lowerBound)
        let end = position(part.upperBound)
        let middle = position((part.lowerBound + part.upperBound) / 2)
        guard end - first > 1 else { return }
        var box = SphereBox.empty
        for index in first..<end { box.extend(by: entries[index]) }
        let (x, y, z) = (box.highX - box.lowX, box.highY - box.lowY, box.highZ - box.lowZ)
        if x >= y, x >= z {
            select(AlongX.self, middle, first, end)
        } else if y >= z {
            select(AlongY.self, middle, first, end)
        } else {
            select(AlongZ.self, middle, first, end)
        }
    }

    private func position(_ leaf: Int) -> Int {
        SphereTree.position(ofLeaf: leaf, leaves, entries.count)
    }

    /// Rounds of quick selection before bits decide: it needs about ten unless the order is against it.
    private static let patience = 40

    /// Parts the entries from `first` to before `end`, so that none before `middle` is above one from there on.
    private func select<Side: SphereSide>(_ side: Side.Type, _ middle: Int, _ first: Int, _ end: Int) {
        var (low, high, rounds) = (first, end - 1, 0)
        while low < high {
            rounds += 1
            let pivot = rounds <= Self.patience ? median(side, low, high) : middling(side, low, high)
            var (left, right) = (low, high)
            while left <= right {
                while Side.value(entries[left]) < pivot { left += 1 }
                while Side.value(entries[right]) > pivot { right -= 1 }
                guard left <= right else { break }
                entries.swapAt(left, right)
                (left, right) = (left + 1, right - 1)
            }
            if middle <= right {
                high = right
            } else if middle >= left {
                low = left
            } else {
                return
            }
        }
    }

    /// Of the first, the middle and the last entry.
    private func median<Side: SphereSide>(_ side: Side.Type, _ low: Int, _ high: Int) -> Float {
        let (a, b, c) = (
            Side.value(entries[low]), Side.value(entries[(low + high) / 2]), Side.value(entries[high])
        )
        return max(min(a, b), min(max(a, b), c))
    }

    /// The number whose bits are half-way between the least and the greatest: 32 such halvings leave equal ones.
    private func middling<Side: SphereSide>(_ side: Side.Type, _ low: Int, _ high: Int) -> Float {
        var (least, greatest) = (Float.infinity, -Float.infinity)
        for index in low...high {
            let value = Side.value(entries[index])
            (least, greatest) = (min(least, value), max(greatest, value))
        }
        let sum = Int64(Self.rank(least)) + Int64(Self.rank(greatest))
        return Self.number(Int32(sum >> 1))
    }

    /// Numbers in the order of their values.
    private static func rank(_ value: Float) -> Int32 {
        let bits = Int32(bitPattern: value.bitPattern)
        return bits >= 0 ? bits : bits ^ Int32.max
    }

    private static func number(_ rank: Int32) -> Float {
        Float(bitPattern: UInt32(bitPattern: rank >= 0 ? rank : rank ^ Int32.max))
    }
}

/// An axis along which entries are compared: a type for each, so that the loops know it.
private protocol SphereSide {
    static func value(_ entry: SphereEntry) -> Float
}

private enum AlongX: SphereSide {
    static func value(_ entry: SphereEntry) -> Float { entry.x }
}

private enum AlongY: SphereSide {
    static func value(_ entry: SphereEntry) -> Float { entry.y }
}

private enum AlongZ: SphereSide {
    static func value(_ entry: SphereEntry) -> Float { entry.z }
}
