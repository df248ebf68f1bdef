internal import CF

/// How a dimensionless vertical coordinate becomes a pressure or a height (CF 1.11, section 4.3.3 and appendix D).
///
/// The formula is carried here; its values are computed on request, as its terms lie at places and times.
package struct ParametricFormula: Sendable, Equatable {
    package struct Term: Sendable, Equatable {
        /// The letter of the formula: `a`, `ps` or `sigma`.
        package let name: String
        package let variable: String
        /// True when the dataset has that variable.
        package let exists: Bool
    }

    /// The standard name that stands for the formula: `atmosphere_hybrid_sigma_pressure_coordinate`.
    package let name: String
    package let terms: [Term]

    /// `a: hyam b: hybm`, with or without blanks after the colons, as `formula_terms` has it.
    package var text: String { terms.map { "\($0.name): \($0.variable)" }.joined(separator: " ") }

    /// More terms than any formula has.
    private static let maxTerms = 32

    /// `exists`: whether there is a variable of a name.
    /// - Returns: nil for a coordinate without `formula_terms`, or whose standard name is no formula's.
    init?(_ attributes: CFAttributes, exists: (String) -> Bool) {
        guard let standardName = attributes.text("standard_name"), let text = attributes.text("formula_terms")
        else { return nil }
        // FVCOM's own name of the same coordinate.
        let name = standardName == "ocean_sigma/general_coordinate" ? "ocean_sigma_coordinate" : standardName
        let terms = Self.pairs(text).map { term, variable in
            Term(name: term, variable: variable, exists: exists(variable))
        }
        guard !terms.isEmpty, terms.count <= Self.maxTerms else { return nil }
        self.name = name
        self.terms = terms
    }

    /// A formula by terms that are known to exist.
    init(name: String, terms: [(name: String, variable: String)]) {
        self.name = name
        self.terms = terms.map { Term(name: $0.name, variable: $0.variable, exists: true) }
    }

    private static func pairs(_ text: String) -> [(String, String)] {
        let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "," || $0 == ":" }.map(
            String.init
        )
        return stride(from: 0, to: words.count - 1, by: 2).map { (words[$0], words[$0 + 1]) }
    }
}
