internal import Failures
internal import Gateway

/// A DAP4 constraint expression (volume 1, section 8; digest §5): slices of shared dimensions, then variables.
struct DAP4Constraint: Equatable {
    struct Clause: Equatable {
        /// Decoded once, as the client wrote it.
        let name: String
        let slices: [DAP4Slice]
    }

    /// `/lat=[0:4:99]`.
    let dimensions: [Clause]
    /// Empty for everything.
    let variables: [Clause]

    private static let maxClauses = 4096

    /// Reads a constraint as it was sent: brackets, braces, `=` and `;` may be part of names, of the last so many as
    /// `mostSemicolons`, since netCDF-C does not escape them.
    ///
    /// `isDimension` says whether a word, decoded once, names a shared dimension, `rank` how many dimensions has the variable
    /// that it names; nil for a word that names none.
    ///
    /// - Throws: `Failure.invalid`, or `unsupported` for fields, filters and lists of slices.
    init(
        _ raw: Substring,
        mostSemicolons: Int = 0,
        isDimension: @escaping (Substring) -> Bool = { _ in false },
        rank: @escaping (Substring) -> Int?
    ) throws(Failure) {
        var dimensions: [Clause] = []
        var variables: [Clause] = []
        let ends = NameEnd(in: raw, rank: rank) { (try? DAP4SliceParser.parse($0))?.count }
        let clauses = try Self.clauses(raw, mostSemicolons, isDimension, ends)
        guard clauses.count <= Self.maxClauses else {
            throw Self.refusal("\(clauses.count) clauses", "at most \(Self.maxClauses) clauses")
        }
        for (number, clause) in clauses.enumerated() where clauses.count > 1 || !clause.isEmpty {
            let word = clause.drop { $0 == " " }
            // A ';' at the end is harmless.
            if word.isEmpty, number == clauses.count - 1 { continue }
            if let dimension = try Self.dimension(word, ends) {
                guard variables.isEmpty else {
                    throw Self.refusal(word, "shared dimensions before variables")
                }
                dimensions.append(dimension)
            } else {
                variables.append(try Self.variable(word, ends))
            }
        }
        self.dimensions = dimensions
        self.variables = variables
    }

    /// What semicolons separate, decoded once.
    private static func clauses(
        _ raw: Substring,
        _ mostSemicolons: Int,
        _ isDimension: @escaping (Substring) -> Bool,
        _ ends: NameEnd
    ) throws(Failure) -> [String] {
        let list = NameList(delimiter: ";", plusIsSpace: false, mostInName: mostSemicolons) { clause in
            let word = clause.drop { $0 == " " }
            if let end = ends.find(in: word) { return (try? DAP4SliceParser.parse(word[end...])) != nil }
            return word.isEmpty || definition(word).map { isDimension(word[..<$0]) } ?? false
        }
        guard let clauses = list.names(raw) else { throw refusal(raw, "percent-encoded UTF-8") }
        return clauses
    }

    private static func dimension(_ word: Substring, _ ends: NameEnd) throws(Failure) -> Clause? {
        guard ends.find(in: word) == nil, let equals = definition(word) else { return nil }
        let slices = try DAP4SliceParser.parse(word[equals...].dropFirst())
        guard slices.count == 1, equals > word.startIndex else {
            throw refusal(word, "one slice of a shared dimension, such as /lat=[0:9]")
        }
        return Clause(name: String(word[..<equals]), slices: slices)
    }

    /// The first `=` in front of a bracket.
    private static func definition(_ word: Substring) -> Substring.Index? {
        let bytes = word.utf8
        return bytes.indices.first { index in
            let next = bytes.index(after: index)
            return bytes[index] == UInt8(ascii: "=") && next < bytes.endIndex
                && bytes[next] == UInt8(ascii: "[")
        }
    }

    private static func variable(_ word: Substring, _ ends: NameEnd) throws(Failure) -> Clause {
        guard !word.isEmpty else { throw refusal(";", "a name between semicolons") }
        if let end = ends.find(in: word) {
            return Clause(name: String(word[..<end]), slices: try DAP4SliceParser.parse(word[end...]))
        }
        let split = word.utf8.firstIndex(of: UInt8(ascii: "[")) ?? word.endIndex
        let name = word[..<split]
        guard !word.contains("{"), !word.contains("}") else {
            throw .unsupported(reason: "Fields in braces are for Structures, and here are arrays only")
        }
        guard !word.contains("|") else {
            throw .unsupported(
                reason: "Filters ('|') are for Sequences, and here are arrays only: ask for slices"
            )
        }
        guard !name.isEmpty, !name.contains("]") else { throw refusal(word, "a name, then slices") }
        return Clause(name: String(name), slices: try DAP4SliceParser.parse(word[split...]))
    }

    private static func refusal(_ received: Substring, _ expected: String) -> Failure {
        .invalid(parameter: "dap4.ce", received: String(received.prefix(60)), expected: expected)
    }
}
