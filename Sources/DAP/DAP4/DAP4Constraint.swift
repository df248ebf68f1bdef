internal import Cube

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
    private static let maxBrackets = 64

    /// `isKnown` says whether a word names a variable: brackets and `=` may be part of its name.
    ///
    /// - Throws: `Failure.invalid`, or `unsupported` for fields, filters and lists of slices.
    init(_ text: String, isKnown: (Substring) -> Bool) throws(Failure) {
        var dimensions: [Clause] = []
        var variables: [Clause] = []
        let clauses = text.split(separator: ";", omittingEmptySubsequences: false)
        guard clauses.count <= Self.maxClauses else {
            throw Self.refusal("\(clauses.count) clauses", "at most \(Self.maxClauses) clauses")
        }
        for clause in clauses where clauses.count > 1 || !clause.isEmpty {
            let word = clause.drop { $0 == " " }
            // A ';' at the end is harmless.
            if word.isEmpty, clause.endIndex == text.endIndex { continue }
            if let dimension = try Self.dimension(word, isKnown) {
                guard variables.isEmpty else {
                    throw Self.refusal(word, "shared dimensions before variables")
                }
                dimensions.append(dimension)
            } else {
                variables.append(try Self.variable(word, isKnown))
            }
        }
        self.dimensions = dimensions
        self.variables = variables
    }

    private static func dimension(_ word: Substring, _ isKnown: (Substring) -> Bool) throws(Failure)
        -> Clause?
    {
        guard let bracket = word.firstIndex(of: "["), let equals = word[..<bracket].lastIndex(of: "="),
            word.index(after: equals) == bracket, !isKnown(word[..<bracket])
        else { return nil }
        let slices = try DAP4SliceParser.parse(word[bracket...])
        guard slices.count == 1, equals > word.startIndex else {
            throw refusal(word, "one slice of a shared dimension, such as /lat=[0:9]")
        }
        return Clause(name: String(word[..<equals]), slices: slices)
    }

    private static func variable(_ word: Substring, _ isKnown: (Substring) -> Bool) throws(Failure) -> Clause
    {
        guard !word.isEmpty else { throw refusal(";", "a name between semicolons") }
        if isKnown(word) { return Clause(name: String(word), slices: []) }
        let brackets = word.indices.lazy.filter { word[$0] == "[" }.prefix(maxBrackets)
        let split = brackets.first { isKnown(word[..<$0]) } ?? word.firstIndex(of: "[") ?? word.endIndex
        let name = word[..<split]
        guard !word.contains("{"), !word.contains("}") else {
            throw .unsupported(reason: "Fields in braces are for Structures, and here are arrays only")
        }
        guard !word[split...].contains("|"), !name.contains("|") else {
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
