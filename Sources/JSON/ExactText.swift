/// A text that is equal to another if their bytes are, as names in stores are; the key of whatever is looked up by such
/// names below the hierarchy.
///
/// Swift's own texts are equal where Unicode calls them equivalent: `é` as one scalar and as two, which are two files, two
/// members of a document and two entries of an archive.
package struct ExactText: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ExactText, right: ExactText) -> Bool { left.text.isExactly(right.text) }

    /// As texts are ordered, equivalent ones by their bytes.
    package static func < (left: ExactText, right: ExactText) -> Bool {
        left.text == right.text
            ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : left.text < right.text
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension String {
    /// Whether both have the same bytes: texts that Unicode calls equivalent may not.
    package func isExactly(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (left, right) = (self, other)
        return left.withUTF8 { left in
            right.withUTF8 { right in left.elementsEqual(right) }
        }
    }
}
