/// Which stored numbers belong to which category: a look-up without a search.
///
/// Categories are told by some bits of a number, or by the number itself; where several hold the first counts.
package struct CategoryTable: Sendable, Equatable {
    /// A number's bits that count.
    let mask: Int64
    /// What stands first in `classes`.
    let base: Int64
    /// For each number from `base` on the place of its category, counted from 1; 0 for none.
    let classes: [UInt8]

    /// Numbers further apart are no categories, and their table would not stay small.
    private static let widestSpan = 1 << 16
    private static let maxCategories = 255
    /// Numbers times categories that are compared once for each picture: a millisecond.
    private static let maxWork = 1 << 20

    /// - Returns: nil for no categories, too many, or numbers too far apart.
    package init?(_ categories: [(mask: Int64?, value: Int64)]) {
        guard (1...Self.maxCategories).contains(categories.count) else { return nil }
        let masks = categories.compactMap(\.mask)
        let values = categories.map(\.value)
        guard masks.isEmpty || masks.count == categories.count else { return nil }
        let (mask, least, largest): (Int64, Int64, Int64)
        if masks.isEmpty {
            (mask, least, largest) = (-1, values.min() ?? 0, values.max() ?? 0)
        } else {
            let all = masks.reduce(0, |)
            (mask, least, largest) = (all, 0, all)
        }
        let (span, overflows) = largest.subtractingReportingOverflow(least)
        guard !overflows, (0..<Int64(Self.widestSpan)).contains(span) else { return nil }
        guard masks.isEmpty || Int(span + 1) * categories.count <= Self.maxWork else { return nil }
        self.mask = mask
        base = least
        var classes = [UInt8](repeating: 0, count: Int(span) + 1)
        for (index, category) in categories.enumerated().reversed() {
            let place = UInt8(truncatingIfNeeded: index + 1)
            guard let bits = category.mask else {
                classes[Int(category.value - least)] = place
                continue
            }
            for number in 0..<classes.count where Int64(number) & bits == category.value {
                classes[number] = place
            }
        }
        self.classes = classes
    }
}
