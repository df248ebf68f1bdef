internal import Cube

extension SimilarQuery {
    /// Fewer variables; nil where there are not several.
    var names: RequestCut? {
        let all = asked.isEmpty ? collection.variables.map(\.name) : asked
        let units = (parameters["units"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let unitOf = units.count > 1 ? Dictionary(zip(all, units)) { first, _ in first } : [:]
        let values = { (names: [String]) -> [String: String] in
            var values = [QueryParameters.variables: QueryParameters.list(names)]
            // One for each name, or one for all; of a single name an empty unit is none.
            if !unitOf.isEmpty { values["units"] = names.map { unitOf[$0] ?? "" }.joined(separator: ",") }
            return values
        }
        // One that has nothing there is left out of the answer, and alone it is refused.
        let names = all.count > Self.mostTried ? all : all.filter { !isRefused(values([$0])) }
        guard names.count > 1 else { return nil }
        return RequestCut(
            most: names.count,
            values: { values(Array(names.prefix($0))) },
            words: { count in
                let length = names.prefix(count).reduce(0) { $0 + $1.utf8.count }
                return length > 5 * RequestCut.longestValue ? "\(count) of the \(all.count) parameters" : nil
            }
        )
    }
}
