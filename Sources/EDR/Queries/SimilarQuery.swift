internal import Cube
internal import Glibc
internal import Serving

/// The largest request like one that is over a limit which passes, for the advice of its refusal: fewer points, else
/// fewer times, else a smaller box, else fewer variables.
struct SimilarQuery {
    /// One way to request less: `values(n)` is the beginning of what was requested, larger for a larger n.
    private struct Cut {
        let most: Int
        let values: (Int) -> [String: String]
        /// Instead of the values, where those are too long to be told.
        var words: ((Int) -> String)?
    }

    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32

    let parameters: QueryParameters
    let type: QueryType
    let collection: Collection

    /// What to ask for instead; nil when nothing similar passes.
    func advice(where passes: (QueryParameters) -> Bool) -> String? {
        var (changed, told): ([String: String], [String]) = ([:], [])
        for cut in [points, times, box, names].compactMap({ $0 }) {
            let tell = { (count: Int) in
                told + [cut.words?(count) ?? cut.values(count).map { "\($0)=\($1)" }.joined(separator: "&")]
            }
            let found = LargestPassing.count(upTo: cut.most) { count in
                passes(parameters.replacing(changed.merging(cut.values(count)) { $1 }))
            }
            if let found { return "With \(tell(found).joined(separator: "&")) it passes." }
            told = tell(1)
            changed.merge(cut.values(1)) { $1 }
        }
        return nil
    }

    private var points: Cut? {
        guard type == .position, let text = parameters["coords"], let points = try? WKTPoints.parse(text),
            points.count > 1
        else { return nil }
        return Cut(
            most: points.count,
            values: { count in
                let texts = points.prefix(count).map { point in
                    "(\(point.x) \(point.y)\(point.z.map { " \($0)" } ?? ""))"
                }
                return [
                    "coords": "MULTIPOINT\(points[0].z == nil ? "" : " Z")(\(texts.joined(separator: ",")))"
                ]
            },
            words: { "the first \($0) of the \(points.count) points" }
        )
    }

    private var times: Cut? {
        let axes = collection.timeAxes + collection.forecasts.map(\.axis)
        guard let axis = axes.max(by: { $0.count < $1.count }) else { return nil }
        let selection = parameters["datetime"].flatMap { try? DatetimeSelection($0) }
        let ranges = try? axis.indices(selection?.selector(for: axis) ?? .all)
        let positions = (ranges ?? []).flatMap { range in (0..<range.count).map { range[$0] } }
        guard positions.count > 1, let first = positions.first else { return nil }
        return Cut(most: positions.count) { count in
            let (start, end) = (axis.text(at: first), axis.text(at: positions[count - 1]))
            return ["datetime": count == 1 ? start : "\(start)/\(end)"]
        }
    }

    private var crs: CRSName { (try? CRSName(parameters["crs"], in: collection)) ?? .geographic }

    private var box: Cut? {
        let crs = crs
        guard type == .cube, let text = parameters["bbox"], (try? BoundingBox(text, crs)) != nil else {
            return nil
        }
        var numbers = text.split(separator: ",").compactMap { Double($0.filter { $0 != " " }) }
        let half = numbers.count / 2
        guard half >= 2 else { return nil }
        if crs == .geographic, numbers[0] > numbers[half] { numbers[half] += 360 }
        return Cut(most: Self.boxSteps) { count in
            var part = numbers
            let scale = exp2(-Double(Self.boxSteps - count) / Self.stepsPerHalf)
            for (low, high) in [(0, half), (1, half + 1)] {
                let (centre, reach) = ((numbers[low] + numbers[high]) / 2, (numbers[high] - numbers[low]) / 2)
                part[low] = LargestPassing.end(centre - reach * scale, around: centre)
                part[high] = LargestPassing.end(centre + reach * scale, around: centre)
            }
            for index in [0, half] where crs == .geographic && part[index] > 180 { part[index] -= 360 }
            return ["bbox": part.map { "\($0)" }.joined(separator: ",")]
        }
    }

    private var names: Cut? {
        let asked = (parameters["parameter-name"] ?? "").split(separator: ",").map(String.init)
        let names = asked.isEmpty ? collection.variables.map(\.name) : asked
        guard names.count > 1 else { return nil }
        return Cut(most: names.count) { ["parameter-name": names.prefix($0).joined(separator: ",")] }
    }
}
