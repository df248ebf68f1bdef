extension SimilarQuery {
    /// Fewer of several points; nil where there are not several.
    var points: RequestCut? {
        guard type == .position, let text = parameters["coords"], let points = try? WKTPoints.parse(text),
            points.count > 1
        else { return nil }
        // Those outside the data cost nothing, and alone they are refused.
        let first =
            points.prefix(Self.mostTried).firstIndex { !isRefused(["coords": Self.text([$0])]) } ?? 0
        let rest = points[first...]
        return RequestCut(
            most: rest.count,
            values: { ["coords": Self.text(Array(rest.prefix($0)))] },
            words: { count in
                guard Self.text(Array(rest.prefix(count))).utf8.count > RequestCut.longestValue else {
                    return nil
                }
                return first == 0
                    ? "the first \(count) of the \(points.count) points"
                    : "the points \(first + 1) to \(first + count) of the \(points.count)"
            }
        )
    }

    private static func text(_ points: [QueryPoint]) -> String {
        let hasZ = points.first?.z != nil
        let texts = points.map { point in "(\(point.x) \(point.y)\(point.z.map { " \($0)" } ?? ""))" }
        let mark = hasZ ? " Z" : ""
        guard texts.count > 1 else { return "POINT\(mark)\(texts.first ?? "")" }
        return "MULTIPOINT\(mark)(\(texts.joined(separator: ",")))"
    }
}
