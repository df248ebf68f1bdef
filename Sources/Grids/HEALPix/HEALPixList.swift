/// The pixels of an array in its own order.
///
/// Pixels of mixed levels are kept by their nuniq numbers, which are neighbours where the pixels are.
package struct HEALPixList: Sendable, Equatable {
    /// What the numbers in an array mean.
    package enum Numbers: Sendable, Hashable {
        case pixels(HEALPixDivision)
        /// Of mixed levels.
        case unique(HEALPixNumbering)
    }

    let numbers: Numbers
    package private(set) var list: NumberList

    package init(_ numbers: Numbers) {
        self.numbers = numbers
        list = NumberList(allowed: Self.allowed(numbers))
    }

    /// All pixels of a division in its order, of which an array has at most `Int32.max`.
    package init?(whole division: HEALPixDivision) {
        guard let count = Int32(exactly: division.count) else { return nil }
        numbers = .pixels(division)
        list = NumberList(all: count)
    }

    private static func allowed(_ numbers: Numbers) -> Range<Int> {
        switch numbers {
        case .pixels(let division): 0..<division.count
        case .unique: HEALPixNumbering.numbers(ofLevel: 0).lowerBound..<1 << 62
        }
    }

    /// Takes the next number in; as `NumberList.append`.
    @inline(__always)
    package mutating func append(_ number: Int?, most: Int) -> Bool {
        guard case .unique(let numbering) = numbers else { return list.append(number, most: most) }
        let pixel = number.flatMap { numbering.pixel($0) }
        return list.append(pixel.map { HEALPixNumbering.nuniq($0.nested, level: $0.level) }, most: most)
    }

    /// The pixel at a position, and its division; nil where none is.
    func pixel(at position: Int) -> (division: HEALPixDivision, pixel: Int)? {
        guard let number = list.number(at: position) else { return nil }
        if case .pixels(let division) = numbers { return (division, number) }
        guard let (level, nested) = HEALPixNumbering.nuniq.pixel(number),
            let division = HEALPixDivision(level: level, order: .nested)
        else { return nil }
        return (division, nested)
    }
}
