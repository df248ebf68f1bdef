internal import CF
internal import JSON

/// Finds the variables of a dataset that are vectors together, by their standard names; models that have none by the letters u
/// and v in their long names.
struct VectorFinder {
    /// By standard name, else by long name in lower case.
    private let named: [String: [Variable]]
    private let variables: [Variable]

    init(_ variables: [Variable]) {
        self.variables = variables.filter { $0.grid != nil }
        named = Dictionary(grouping: self.variables) { Self.words($0) }
    }

    /// In the order of their first variables.
    var pairs: [VectorPair] {
        variables.compactMap { first in
            components(first) ?? polar(first)
        }
    }

    private static func words(_ variable: Variable) -> String {
        // ERA5 and others write that there is no standard name.
        if let name = variable.standardName, !name.isEmpty, name != "unknown" { return name }
        return variable.longName?.lowercased() ?? ""
    }

    private func components(_ first: Variable) -> VectorPair? {
        let words = Self.words(first)
        if let names = VectorNames(first: words) {
            return partner(of: first, among: named[names.second]).map { VectorPair(names.form, first, $0) }
        }
        guard first.standardName != words, let second = Self.swapped(words) else { return nil }
        return partner(of: first, among: named[second]).map { VectorPair(.alongGrid, first, $0) }
    }

    private func polar(_ first: Variable) -> VectorPair? {
        for direction in VectorNames.directions(of: Self.words(first)) {
            let found = (named[direction.name] ?? []).filter { fits(first, $0) }.compactMap(\.inDegrees)
            if let second = nearest(to: first, among: found) {
                return VectorPair(.polar(isFrom: direction.isFrom), first, second)
            }
        }
        return nil
    }

    /// The words of models and archives for the two components: `10 metre U wind component`, `u-velocity`, `zonal wind`.
    private static let words = [("u", "v"), ("zonal", "meridional"), ("eastward", "northward")]

    /// A long name of the first component with the word for the second in it.
    private static func swapped(_ words: String) -> String? {
        Self.words.lazy.compactMap { first, second in
            words.firstRange(ofWord: first).map { words.replacing($0, with: second) }
        }.first
    }

    private func partner(of first: Variable, among others: [Variable]?) -> Variable? {
        let fitting = (others ?? []).compactMap { other -> Variable? in
            guard other !== first, fits(first, other) else { return nil }
            guard other.units != first.units, let units = first.units else {
                return first.units == other.units ? other : nil
            }
            return try? other.converted(to: units)
        }
        return nearest(to: first, among: fitting)
    }

    /// The only one, or the one whose name differs by the letter or the word of a component: several levels have a pair each.
    private func nearest(to first: Variable, among others: [Variable]) -> Variable? {
        if others.count < 2 { return others.first }
        let named = others.filter { Self.isCounterpart($0.name, of: first.name) }
        return named.count == 1 ? named.first : nil
    }

    private static func isCounterpart(_ second: String, of first: String) -> Bool {
        let pairs = [
            ("u", "v"), ("U", "V"), ("x", "y"), ("X", "Y"), ("eastward", "northward"), ("speed", "direction"),
        ]
        return pairs.contains { one, other in
            let (parts, wanted) = (first.split(separator: one, omittingEmptySubsequences: false), second)
            return parts.indices.dropFirst().contains { cut in
                parts[..<cut].joined(separator: one) + other + parts[cut...].joined(separator: one) == wanted
            }
        }
    }

    /// Whether both have the same times, levels and members; places may differ, as on staggered grids.
    private func fits(_ first: Variable, _ second: Variable) -> Bool {
        let (one, other) = (first.otherAxes, second.otherAxes)
        guard one.count == other.count, first.stored.attributes["flag_values"] == nil else { return false }
        return zip(one, other).allSatisfy { $0 === $1 || ($0.name == $1.name && $0.count == $1.count) }
            && Self.methods(first) == Self.methods(second)
    }

    private static func methods(_ variable: Variable) -> String? {
        CFAttributes(variable.stored.attributes).text("cell_methods")
    }
}

extension Variable {
    /// The same in degrees; nil for what measures no angle.
    fileprivate var inDegrees: Variable? {
        // A plain number could be an angle in radians, or a share.
        guard let units, units != "1" else { return nil }
        if units.lowercased().hasPrefix("deg") { return self }
        return try? converted(to: "degree")
    }
}

extension String {
    /// Where a word stands that is bounded by blanks, hyphens, underscores or the ends.
    fileprivate func firstRange(ofWord word: String) -> Range<Index>? {
        split { " -_".contains($0) }.first { $0 == word }.map { $0.startIndex..<$0.endIndex }
    }

    fileprivate func replacing(_ range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
