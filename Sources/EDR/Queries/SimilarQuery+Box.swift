internal import Cube
internal import Glibc

extension SimilarQuery {
    /// A box is cut to a part of itself in steps of about two percent, to a 16-millionth at least.
    private static let stepsPerHalf = 32.0
    private static let boxSteps = 24 * 32

    private var crs: CRSName { (try? CRSName(parameters["crs"], in: collection)) ?? .geographic }

    /// A smaller box around the same middle; nil where none was requested.
    var box: RequestCut? {
        let crs = crs
        guard type == .cube, let text = parameters["bbox"], (try? BoundingBox(text, crs)) != nil else {
            return nil
        }
        var numbers = text.split(separator: ",").compactMap { Double($0.filter { $0 != " " }) }
        let half = numbers.count / 2
        guard half >= 2 else { return nil }
        if crs == .geographic, numbers[0] > numbers[half] { numbers[half] += 360 }
        return RequestCut(most: Self.boxSteps) { count in
            var part = numbers
            let scale = exp2(-Double(Self.boxSteps - count) / Self.stepsPerHalf)
            for (low, high) in [(0, half), (1, half + 1)] {
                let (centre, reach) = ((numbers[low] + numbers[high]) / 2, (numbers[high] - numbers[low]) / 2)
                part[low] = LargestPassing.end(centre - reach * scale, around: centre)
                part[high] = LargestPassing.end(centre + reach * scale, around: centre)
            }
            for (index, other) in [(0, half), (half, 0)] where crs == .geographic && part[index] > 180 {
                // Once more, as the difference may have long digits.
                let centre = (part[index] + part[other]) / 2 - 360
                part[index] = LargestPassing.end(part[index] - 360, around: centre)
            }
            return ["bbox": part.map { "\($0)" }.joined(separator: ",")]
        }
    }
}
