internal import Grids

/// Finds the largest part of a request that passes, for the advice of a refusal.
///
/// Cuts the request along one dimension, time before all others and places last; where no position of that passes
/// alone, it is cut to one and the next dimension is tried, and after all of them fewer variables. Binds a few dozen
/// times, reads nothing.
struct SimilarRequest {
    private let parts: [PlannedRead]

    init(_ parts: [PlannedRead]) {
        self.parts = parts
    }

    /// A sentence that names what passes; nil when nothing does.
    func largest(passing passes: ([PlannedRead]) -> Bool) -> String? {
        var parts = parts
        var cuts: [String] = []
        for name in dimensions {
            let length = Self.length(of: name, in: parts)
            guard length > 1 else { continue }
            let most = Self.most(length) { passes(Self.cut(parts, name, $0)) }
            parts = Self.cut(parts, name, most ?? 1)
            cuts.append(Self.words(name, most ?? 1, of: length, in: parts))
            if most != nil { return "What passes: \(cuts.joined(separator: ", "))." }
        }
        let names = Self.names(of: parts)
        let most = Self.most(names.count) { passes(Self.parts(parts, of: names.prefix($0))) }
        guard let most, most < names.count else { return nil }
        cuts.append("'\(names.prefix(most).joined(separator: "', '"))' of the \(names.count) variables")
        return "What passes: \(cuts.joined(separator: ", "))."
    }

    /// The variables, each once.
    private static func names(of parts: [PlannedRead]) -> [String] {
        var seen: Set<String> = []
        return parts.map(\.stored.name).filter { seen.insert($0).inserted }
    }

    private static func parts(_ parts: [PlannedRead], of names: ArraySlice<String>) -> [PlannedRead] {
        parts.filter { names.contains($0.stored.name) }
    }

    /// Names of dimensions: times, then all others in their order, then those of cells.
    private var dimensions: [String] {
        var ranked: [(rank: Int, name: String)] = []
        for part in parts {
            for (number, dimension) in part.stored.dimensions.enumerated()
            where !ranked.contains(where: { $0.name == dimension.name }) {
                let isPlace = part.variable?.isHorizontal(number) ?? false
                let role = part.variable?.axes[number].role
                ranked.append((isPlace ? 2 : role == .time ? 0 : 1, dimension.name))
            }
        }
        return ranked.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element.name)
    }

    private static func dimension(_ name: String, of part: PlannedRead) -> Int? {
        part.stored.dimensions.firstIndex { $0.name == name }
    }

    private static func length(of name: String, in parts: [PlannedRead]) -> Int {
        parts.compactMap { part in dimension(name, of: part).map { part.ranges[$0].indexCount } }.max() ?? 0
    }

    private static func cut(_ parts: [PlannedRead], _ name: String, _ count: Int) -> [PlannedRead] {
        parts.map { part in
            guard let dimension = dimension(name, of: part) else { return part }
            return part.cut(dimension: dimension, to: 0..<min(count, part.ranges[dimension].indexCount))
        }
    }

    /// The largest of 1…limit for which a claim holds that fails from some number on; nil when it never holds.
    private static func most(_ limit: Int, where holds: (Int) -> Bool) -> Int? {
        guard holds(1) else { return nil }
        var low = 1
        var high = limit
        while low < high {
            let middle = low + (high - low + 1) / 2
            if holds(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// `the first 120 of 8760 along 'time' (2000-01-01T00:00:00Z/2000-01-05T23:00:00Z)`.
    private static func words(_ name: String, _ count: Int, of length: Int, in parts: [PlannedRead]) -> String
    {
        let text = "the first \(count) of \(length) along '\(name)'"
        let found = parts.lazy.compactMap { part in dimension(name, of: part).map { (part, $0) } }.first
        guard let (part, dimension) = found, let axis = part.variable?.axes[dimension], axis.hasCoordinates,
            let first = part.ranges[dimension].first?.start, let last = part.ranges[dimension].last?.last
        else { return text }
        let ends = first == last ? axis.text(at: first) : "\(axis.text(at: first))/\(axis.text(at: last))"
        return "\(text) (\(ends))"
    }
}

extension ReadPlan {
    /// What of the request passes a limit that a service has of its own; nil when nothing does.
    package func largestSimilar(passing passes: (ReadCost) -> Bool) -> String? {
        SimilarRequest(parts).largest { parts in ReadCost(parts).map(passes) ?? false }
    }
}
