/// The terms of a formula at one place and time: a number that holds for all levels, or one for each of them.
///
/// NaN is a missing value. A term that is not listed is zero (CF 1.13, appendix D).
struct ColumnTerms: Sendable {
    /// Where the numbers of a term begin, and the step from one level to the next: 0 for a single number.
    private struct Lane {
        var start = -1
        var step = 0
    }

    private var numbers: [Double] = []
    /// By the number of the word.
    private var places = [Lane](repeating: Lane(), count: TermWord.allCases.count)
    /// Levels of the column.
    let count: Int

    /// By the words of the formula, in lower case; a list that is too short has no more levels.
    init(_ terms: [String: [Double]], count: Int) {
        self.count = count
        for (text, values) in terms {
            guard let word = TermWord(text) else { continue }
            let isSingle = values.count == 1
            places[word.rawValue] = Lane(start: numbers.count, step: isSingle ? 0 : 1)
            let missing = isSingle ? 0 : max(count - values.count, 0)
            numbers += values.prefix(isSingle ? 1 : count) + [Double](repeating: .nan, count: missing)
        }
    }

    func has(_ word: TermWord) -> Bool { places[word.rawValue].start >= 0 }

    /// The term at a level of the column.
    @inline(__always) func callAsFunction(_ word: TermWord, _ level: Int) -> Double {
        let place = places[word.rawValue]
        return place.start < 0 ? 0 : numbers[place.start + level * place.step]
    }

    /// Takes other numbers for a term that it has, from a list in which they follow each other.
    mutating func take(_ word: TermWord, from values: [Double], at start: Int) {
        let place = places[word.rawValue]
        guard place.start >= 0 else { return }
        for level in 0..<(place.step == 0 ? 1 : count) {
            numbers[place.start + level] = values[start + level]
        }
    }
}
