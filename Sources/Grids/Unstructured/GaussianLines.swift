/// The points of a reduced Gaussian grid: along each of its latitudes, from the north, evenly spaced ones eastwards from the
/// first meridian (CF 1.14 draft, appendix F).
package struct GaussianLines {
    private let latitudes: [Double]
    /// Points before each line, and all points.
    private let starts: [Int]
    private let firstMeridian: Double

    /// Points of the line next to a pole of an octahedral grid, and how many more each next line has.
    private static let octahedral = (first: 20, more: 4)

    /// - Returns: nil for lists of different lengths, lines without points, latitudes that are none, and more points than 32
    ///   bits count.
    package init?(latitudes: [Double], points: [Int], firstMeridian: Double) {
        guard latitudes.count == points.count, !latitudes.isEmpty, firstMeridian.isFinite,
            abs(firstMeridian) <= 360, latitudes.allSatisfy({ abs($0) <= 90 })
        else { return nil }
        var starts = [0]
        var count = 0
        for points in points {
            guard points > 0, points <= Int(Int32.max) - count else { return nil }
            count += points
            starts.append(count)
        }
        (self.latitudes, self.starts, self.firstMeridian) = (latitudes, starts, firstMeridian)
    }

    /// How many points the lines of an octahedral grid have; nil for a number of lines that is odd.
    package static func octahedral(lines: Int) -> [Int]? {
        guard lines > 0, lines % 2 == 0 else { return nil }
        return (0..<lines).map { octahedral.first + octahedral.more * min($0, lines - 1 - $0) }
    }

    /// How many points lines have of which running sums tell; nil where these fall.
    package static func points(sums: [Int]) -> [Int]? {
        var before = 0
        var points: [Int] = []
        for sum in sums {
            let (count, overflows) = sum.subtractingReportingOverflow(before)
            guard !overflows, count > 0 else { return nil }
            points.append(count)
            before = sum
        }
        return points
    }

    /// Points of all lines.
    package var count: Int { starts.last ?? 0 }

    /// The place of a point, counted from the north; nil for a number that is none.
    package func place(of point: Int) -> GeographicPoint? {
        guard point >= 0, point < count else { return nil }
        var (low, high) = (0, latitudes.count)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if starts[middle] <= point { low = middle } else { high = middle }
        }
        let share = Double(point - starts[low]) / Double(starts[low + 1] - starts[low])
        let longitude = firstMeridian + 360 * share
        return GeographicPoint(
            longitude: longitude > 180 ? longitude - 360 : longitude,
            latitude: latitudes[low]
        )
    }
}
