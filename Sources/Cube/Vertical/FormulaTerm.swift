internal import Zarr

/// A term of a formula, and where its values for one variable's places and times stand.
struct FormulaTerm: Sendable {
    /// What positions along a dimension of the term belong to one of the variable's.
    enum Course: Sendable, Equatable {
        /// The same as along a dimension of the variable.
        case with(dimension: Int)
        /// Two neighbours, between which the variable's positions lie (staggered grids): their mean counts.
        case between(dimension: Int)
        /// The two ends of each level, whose mean counts.
        case ends
    }

    /// The word of the formula, in lower case.
    let name: String
    let stored: StoredVariable
    /// One for each of its dimensions.
    let courses: [Course]

    /// The variable's dimensions along which the term varies.
    var followed: Set<Int> {
        Set(
            courses.compactMap { course in
                switch course {
                case .with(let dimension), .between(let dimension): dimension
                case .ends: nil
                }
            }
        )
    }
}

extension FormulaTerm {
    /// Why the values of a formula cannot be had for a variable.
    enum Obstacle: Error, Equatable {
        case unknownFormula(String)
        /// A word for which zero makes no sense, and that is not listed.
        case unlisted(String)
        case absent(String, name: String)
        /// It lies along dimensions that say nothing of the variable's places and times.
        case elsewhere(String, name: String, dimensions: [String])
        /// Its unit is none of what the formula makes: a pressure, or a length.
        case unit(String, name: String, units: String)
    }

    /// Finds a term for a variable.
    init(
        _ term: ParametricFormula.Term,
        for variable: StoredVariable,
        level: Int,
        cells: [Int],
        in arrays: FormulaArrays
    ) throws(Obstacle) {
        guard let found = arrays.named(term.variable) else {
            throw .absent(term.name, name: term.variable)
        }
        name = term.name.lowercased()
        if let courses = Self.courses(of: found, for: variable, cells: cells) {
            (stored, self.courses) = (found, courses)
        } else if let middle = arrays.middles(ofBounds: found),
            let courses = Self.courses(of: middle, for: variable, cells: cells)
        {
            (stored, self.courses) = (middle, courses)
        } else if found.dimensions.contains(where: { $0.name == variable.dimensions[level].name }),
            // The ends of levels lie along the levels; two of anything else are no ends.
            let courses = Self.courses(of: found, for: variable, cells: cells, takesEnds: true)
        {
            (stored, self.courses) = (found, courses)
        } else {
            throw .elsewhere(term.name, name: found.name, dimensions: found.dimensions.map(\.name))
        }
    }

    /// By the names of dimensions, and of those of cells by where staggered ones lie; nil where one has no counterpart.
    private static func courses(
        of term: StoredVariable,
        for variable: StoredVariable,
        cells: [Int],
        takesEnds: Bool = false
    ) -> [Course]? {
        let (lengths, others) = (term.array.metadata.shape, variable.array.metadata.shape)
        var (courses, free): ([Course?], Set<Int>) = ([], Set(cells))
        for (number, dimension) in term.dimensions.enumerated() {
            let same = variable.dimensions.firstIndex { $0.name == dimension.name }
            if let same, lengths[number] == others[same] {
                courses.append(.with(dimension: same))
                free.remove(same)
            } else {
                courses.append(takesEnds && dimension.size == 2 ? .ends : nil)
            }
        }
        for number in courses.indices where courses[number] == nil {
            let stem = Self.stem(of: term.dimensions[number].name)
            let beside = free.sorted().first { dimension in
                Self.stem(of: variable.dimensions[dimension].name) == stem
                    && (others[dimension] == lengths[number] || others[dimension] == lengths[number] - 1)
            }
            guard let beside else { return nil }
            free.remove(beside)
            courses[number] =
                others[beside] == lengths[number] ? .with(dimension: beside) : .between(dimension: beside)
        }
        return courses.compactMap { $0 }
    }

    /// `eta` of `eta_rho` and of `eta_u`.
    private static func stem(of name: String) -> Substring {
        name.lastIndex(of: "_").map { name[..<$0] } ?? name[...]
    }
}
