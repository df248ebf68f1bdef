/// A name, or many of them: a `*` stands for any characters, none included, and everything else for itself.
package struct NamePattern: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// True for a pattern that is one name.
    package var isName: Bool { !text.utf8.contains(UInt8(ascii: "*")) }

    /// Compares bytes.
    ///
    /// Cost: at most the product of both lengths.
    package func matches(_ name: String) -> Bool {
        let (pattern, name) = (Array(text.utf8), Array(name.utf8))
        var (position, place) = (0, 0)
        // Behind the last `*`, and where what it stands for ends.
        var star: (position: Int, place: Int)?
        while place < name.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                star = (position + 1, place)
                position += 1
            } else if position < pattern.count, pattern[position] == name[place] {
                position += 1
                place += 1
            } else if let last = star {
                star = (last.position, last.place + 1)
                (position, place) = (last.position, last.place + 1)
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Whether it matches every name that another does, as far as the texts tell.
    package func covers(_ other: NamePattern) -> Bool {
        // A `*` of the other is matched by a `*` alone: names have none.
        matches(other.text)
    }
}

extension Scope {
    /// Whether it leaves anything of a dataset.
    package func allows(dataset id: String) -> Bool {
        datasets?.contains { NamePattern($0).matches(id) } ?? true
    }

    /// Of some protocols those that it leaves; nil is all.
    package func protocols(of allowed: Set<String>?) -> Set<String>? {
        guard let protocols else { return allowed }
        return allowed.map { $0.intersection(protocols) } ?? Set(protocols)
    }
}
