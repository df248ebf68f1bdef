extension Scope {
    /// Whether whatever `other` leaves is left by this too.
    ///
    /// Of names with a `*` it may miss one that is covered by several together; it never takes more for covered than is.
    package func covers(_ other: Scope) -> Bool {
        Self.covers(datasets, other.datasets) && Self.covers(protocols, other.protocols)
    }

    private static func covers(_ wide: [String]?, _ narrow: [String]?) -> Bool {
        guard let wide else { return true }
        guard let narrow else { return false }
        return narrow.allSatisfy { name in wide.contains { covers(Array($0.utf8), Array(name.utf8)) } }
    }

    /// Whether all names of `narrow` are names of `wide`: its `*` is one of the characters that a `*` of `wide` stands for.
    ///
    /// Time and memory grow with the product of the lengths at most.
    private static func covers(_ wide: [UInt8], _ narrow: [UInt8]) -> Bool {
        let star = UInt8(ascii: "*")
        // Which beginnings of `narrow` the part of `wide` so far covers.
        var reached = [true] + [Bool](repeating: false, count: narrow.count)
        for letter in wide {
            var next = [Bool](repeating: false, count: narrow.count + 1)
            for index in reached.indices
            where letter == star ? reached[...index].contains(true) : reached[index] {
                if letter == star {
                    next[index] = true
                } else if index < narrow.count, narrow[index] == letter {
                    next[index + 1] = true
                }
            }
            reached = next
        }
        return reached.last ?? false
    }
}
