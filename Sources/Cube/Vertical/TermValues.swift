internal import Grids

/// The values of a term at the places and times that a question is about.
struct TermValues: Sendable {
    let term: FormulaTerm
    /// For each of the term's dimensions the positions that are read, ascending.
    let positions: [[Int]]
    /// For each of them which of these belong to a position of the variable; one entry for the ends of levels.
    private let places: [[Int: [Int]]]
    /// Row-major over `positions`, NaN where missing; empty until they are read.
    private var numbers: [Double] = []

    /// More of an unscaled number than any height or pressure has: netCDF's default fill value without an attribute.
    static let leastFill = 9e36

    /// What has to be read for some positions of the variable, by its dimensions.
    ///
    /// - Returns: nil where a policy hides some of it.
    init?(_ term: FormulaTerm, for wanted: [[Int]], of variable: StoredVariable) {
        var (positions, places): ([[Int]], [[Int: [Int]]]) = ([], [])
        for (number, course) in term.courses.enumerated() {
            guard let found = Self.found(course, number, term.stored, wanted, variable) else { return nil }
            let read = Set(found.values.joined()).sorted()
            let order = Dictionary(zip(read, read.indices)) { first, _ in first }
            positions.append(read)
            places.append(found.mapValues { $0.compactMap { order[$0] } })
        }
        (self.term, self.positions, self.places) = (term, positions, places)
    }

    /// The positions of a term's dimension for each wanted position of the variable's.
    private static func found(
        _ course: FormulaTerm.Course,
        _ number: Int,
        _ stored: StoredVariable,
        _ wanted: [[Int]],
        _ variable: StoredVariable
    ) -> [Int: [Int]]? {
        let (dimension, reach): (Int, Range<Int>)
        switch course {
        case .ends: return [0: [0, 1]]
        case .with(let same): (dimension, reach) = (same, 0..<1)
        case .between(let beside): (dimension, reach) = (beside, 0..<2)
        }
        var found: [Int: [Int]] = [:]
        for position in wanted[dimension] {
            let index = variable.arrayIndex(position, dimension: dimension)
            let seen = reach.compactMap { stored.position(ofArrayIndex: index + $0, dimension: number) }
            guard seen.count == reach.count else { return nil }
            found[position] = seen
        }
        return found
    }

    var count: Int {
        positions.reduce(1) { product, list in
            let (next, overflows) = product.multipliedReportingOverflow(by: list.count)
            return overflows ? .max : next
        }
    }

    /// The same with what was read, as many numbers as `count`.
    func holding(_ numbers: [Double]) -> TermValues {
        var held = self
        held.numbers = numbers.map { abs($0) < Self.leastFill ? $0 : .nan }
        return held
    }

    /// The term at one position of each of the variable's dimensions, one value for each of `levels` where it varies
    /// with them, else a single one.
    func column(at place: [Int], level: Int, levels: [Int]) -> [Double] {
        guard term.followed.contains(level) else { return [value(at: place)] }
        var place = place
        return levels.map { position in
            place[level] = position
            return value(at: place)
        }
    }

    /// The mean of the elements that belong to a place; NaN where one of them is missing.
    private func value(at place: [Int]) -> Double {
        var elements = [0]
        for (number, course) in term.courses.enumerated() {
            let key: Int =
                switch course {
                case .with(let dimension), .between(let dimension): place[dimension]
                case .ends: 0
                }
            let offsets = places[number][key] ?? []
            let length = positions[number].count
            elements = elements.flatMap { element in offsets.map { element * length + $0 } }
        }
        guard !elements.isEmpty, elements.allSatisfy(numbers.indices.contains) else { return .nan }
        return elements.reduce(0) { $0 + numbers[$1] } / Double(elements.count)
    }
}

extension StoredVariable {
    /// The position of this view for an index of the array; nil where it is hidden or outside.
    func position(ofArrayIndex index: Int, dimension: Int) -> Int? {
        guard windows.indices.contains(dimension), let window = windows[dimension] else {
            return dimensions.indices.contains(dimension) && index >= 0 && index < dimensions[dimension].size
                ? index : nil
        }
        return window.position(of: index)
    }
}
