/// Where the pixels of a list stand in it: for each division that occurs there, the finest first.
package struct HEALPixIndex: Sendable, Equatable {
    /// The pixels of one division: their numbers in `runs` are those of the division and what lies before them.
    package struct Part: Sendable, Equatable {
        let division: HEALPixDivision
        let before: Int
        /// Listed pixels.
        let count: Int

        /// The numbers of all its pixels, listed or not.
        var numbers: Range<Int> { before..<(before + division.count) }
    }

    package let parts: [Part]
    package let runs: NumberRuns

    /// - Returns: as `NumberRuns`.
    package init?(_ list: HEALPixList, most: Int) {
        guard let runs = NumberRuns(list.list, most: most) else { return nil }
        self.runs = runs
        guard case .pixels(let division) = list.numbers else {
            parts = (0...HEALPixDivision.finestLevel).reversed().compactMap { level in
                let numbers = HEALPixNumbering.numbers(ofLevel: level)
                let count = runs.count(in: numbers)
                return count == 0
                    ? nil
                    : HEALPixDivision(level: level, order: .nested).map {
                        Part(division: $0, before: numbers.lowerBound, count: count)
                    }
            }
            return
        }
        parts = runs.count == 0 ? [] : [Part(division: division, before: 0, count: runs.count)]
    }
}
