/// The pixels of a list, sorted: for each division that occurs in it, the finest first.
struct HEALPixIndex: Sendable, Equatable {
    let divisions: [HEALPixRuns]
    /// Numbers of the list that stood in it before: the first counts.
    let repeated: Int

    /// Whether no number of the list is a pixel.
    var isEmpty: Bool { divisions.allSatisfy { $0.count == 0 } }

    /// Bytes of an index and its list at most, per run of the list.
    static let bytesPerRun = HEALPixList.bytesPerRun + HEALPixRuns.bytesPerRun
    /// Bytes that sorting takes beyond that, per run.
    static let sortingBytesPerRun = MemoryLayout<Int>.size

    /// - Returns: nil where numbers repeat and there are more of them than `most`: then each is a run of its own.
    init?(_ list: HEALPixList, most: Int) {
        var divisions: [HEALPixRuns] = []
        var repeated = 0
        for (division, runs) in Self.parts(of: list) {
            if let sorted = Self.sorted(list, runs, division) {
                divisions.append(sorted)
                continue
            }
            let numbers = runs.reduce(0) { $0 + Int(list.counts[$1]) }
            guard numbers <= most else { return nil }
            let single = Self.single(list, runs, division)
            repeated += numbers - single.count
            divisions.append(single)
        }
        (self.divisions, self.repeated) = (divisions, repeated)
    }

    /// The runs of each division, the finest first, by pixel.
    private static func parts(of list: HEALPixList) -> [(HEALPixDivision, [Int])] {
        guard case .unique = list.numbers else {
            return list.division(ofRun: 0).map { [($0, sorted(Array(list.pixels.indices), list))] } ?? []
        }
        let byLevel = Dictionary(grouping: list.pixels.indices) { list.levels[$0] }
        return byLevel.sorted { $0.key > $1.key }.compactMap { level, runs in
            HEALPixDivision(level: Int(level), order: .nested).map { ($0, sorted(runs, list)) }
        }
    }

    private static func sorted(_ runs: [Int], _ list: HEALPixList) -> [Int] {
        let pixels = list.pixels
        let areSorted = zip(runs, runs.dropFirst()).allSatisfy { pixels[$0] < pixels[$1] }
        return areSorted ? runs : runs.sorted { (pixels[$0], $0) < (pixels[$1], $1) }
    }

    /// Runs in the order of their pixels; nil where two of them share some.
    private static func sorted(_ list: HEALPixList, _ runs: [Int], _ division: HEALPixDivision)
        -> HEALPixRuns?
    {
        for (run, next) in zip(runs, runs.dropFirst())
        where list.pixels[run] + Int(list.counts[run]) > list.pixels[next] {
            return nil
        }
        // A list that is sorted already shares its arrays with its index.
        if runs.count == list.pixels.count, zip(runs, runs.dropFirst()).allSatisfy({ $0 < $1 }) {
            return HEALPixRuns(
                division,
                pixels: list.pixels,
                positions: list.positions,
                counts: list.counts
            )
        }
        return HEALPixRuns(
            division,
            pixels: runs.map { list.pixels[$0] },
            positions: runs.map { list.positions[$0] },
            counts: runs.map { list.counts[$0] }
        )
    }

    /// Every pixel for itself, at the first of its positions.
    private static func single(_ list: HEALPixList, _ runs: [Int], _ division: HEALPixDivision) -> HEALPixRuns
    {
        var cells: [(pixel: Int, position: Int32)] = []
        for run in runs {
            for offset in 0..<list.counts[run] {
                cells.append((list.pixels[run] + Int(offset), list.positions[run] + offset))
            }
        }
        cells.sort { ($0.pixel, $0.position) < ($1.pixel, $1.position) }
        var (pixels, positions): ([Int], [Int32]) = ([], [])
        for cell in cells where cell.pixel != pixels.last {
            pixels.append(cell.pixel)
            positions.append(cell.position)
        }
        return HEALPixRuns(
            division,
            pixels: pixels,
            positions: positions,
            counts: [Int32](repeating: 1, count: pixels.count)
        )
    }
}
