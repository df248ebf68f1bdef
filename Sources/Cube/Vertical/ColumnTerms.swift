/// The terms of a formula at one place and time: a number that holds for all levels, or one for each of them.
///
/// NaN is a missing value. A term that is not listed is zero (CF 1.13, appendix D).
struct ColumnTerms: Sendable {
    /// By the word of the formula, in lower case.
    private var terms: [String: [Double]] = [:]
    /// Levels of the column.
    let count: Int

    init(_ terms: [String: [Double]], count: Int) {
        self.terms = terms
        self.count = count
    }

    func has(_ name: String) -> Bool { terms[name] != nil }

    /// The term at a level; NaN at one that it lacks.
    func callAsFunction(_ name: String, _ level: Int) -> Double {
        guard let values = terms[name] else { return 0 }
        if values.count == 1 { return values[0] }
        return values.indices.contains(level) ? values[level] : .nan
    }
}
