internal import Execution
internal import Failures

/// Finds the pixels of a list whose centres lie in a footprint: parallel by parallel, or, where the list has fewer pixels than
/// the footprint, one listed pixel after the other.
struct HEALPixSearch {
    private let part: HEALPixIndex.Part
    private let runs: NumberRuns
    private let division: HEALPixDivision
    private let figure: AuthalicLatitude?
    private let footprint: Footprint
    private let bounds: PlacingBounds

    /// Degrees by which a centre may miss an edge: a tenth of a millimetre.
    static let slack = 1e-9
    /// Pixels, or parallels, that are looked at for one footprint: two million take half a second.
    private static let most = 1 << 21
    /// Pixels between two looks at the deadline: well under a millisecond.
    private static let stride = 1 << 13

    init(
        _ part: HEALPixIndex.Part,
        _ runs: NumberRuns,
        figure: AuthalicLatitude?,
        _ footprint: Footprint,
        within bounds: PlacingBounds
    ) {
        (self.part, self.runs, division) = (part, runs, part.division)
        (self.figure, self.footprint, self.bounds) = (figure, footprint, bounds)
    }

    /// Positions in the list, in no order; twice where polygons overlap.
    ///
    /// - Throws: `tooLarge` for more pixels than may be looked at, or more crossings of edges with parallels than allowed;
    ///   the `Interruption` of a passed deadline or a client that has gone.
    func positions() throws -> [Int] {
        guard let rings else { return [] }
        let inBand =
            division.firstPixel(onRing: rings.upperBound + 1) - division.firstPixel(onRing: rings.lowerBound)
        let inBox = Double(inBand) * min(footprint.box.width / 360, 1) + Double(rings.count)
        return Double(part.count) <= inBox ? try listed(rings) : try inRings(rings)
    }

    private var allowed: Int { min(bounds.limits.outputCells, Self.most) }

    private func check(_ requested: Int) throws {
        guard requested > allowed else { return }
        throw Failure.tooLarge(limit: .outputCells, allowed: allowed, requested: requested, advice: nil)
    }
}

// Parallels.

extension HEALPixSearch {
    /// The parallels between the edges of the footprint; nil for none.
    private var rings: ClosedRange<Int>? {
        let box = footprint.box
        let (south, north) = (max(box.south - Self.slack, -90), min(box.north + Self.slack, 90))
        guard south <= north, let from = division.row(at: sphere(north)),
            let to = division.row(at: sphere(south))
        else { return nil }
        let last = division.ringCount
        var first = min(max(Int((from * Double(division.side)).rounded(.down)), 1), last)
        var end = min(max(Int((to * Double(division.side)).rounded(.up)), 1), last)
        while first <= end, latitude(ofRing: first) > north { first += 1 }
        while first <= end, latitude(ofRing: end) < south { end -= 1 }
        return first <= end ? first...end : nil
    }

    private func sphere(_ latitude: Double) -> Double { figure?.authalic(latitude) ?? latitude }

    private func latitude(ofRing ring: Int) -> Double {
        let latitude = division.latitude(ofRing: ring)
        return figure?.geodetic(latitude) ?? latitude
    }

    /// What of some parallels, from south to north, lies in the footprint: stretches of longitudes in the turn of the
    /// footprint.
    private func stretches(onRings rings: some Collection<Int>) throws -> [[ClosedRange<Double>]] {
        guard case .region(let region) = footprint else {
            let (west, width) = (footprint.box.west, footprint.box.width)
            return [[ClosedRange<Double>]](repeating: [west...(west + width)], count: rings.count)
        }
        let lines = PolygonLines(latitudes: rings.map(latitude), slack: Self.slack)
        try Region.check(region.polygons.reduce(0) { $0 + lines.crossings(of: $1) }, bounds.limits)
        var found = [[ClosedRange<Double>]](repeating: [], count: rings.count)
        for polygon in region.polygons {
            try lines.forEachStretch(of: polygon, context: bounds.context) { line, west, east in
                found[line].append(west...max(west, east))
            }
        }
        return found
    }
}

// The pixels of the footprint.

extension HEALPixSearch {
    private func inRings(_ rings: ClosedRange<Int>) throws -> [Int] {
        try check(rings.count)
        let northwards = rings.reversed()
        let stretches = try stretches(onRings: northwards)
        var columns: [[Range<Int>]] = []
        columns.reserveCapacity(rings.count)
        var count = 0
        for (line, ring) in northwards.enumerated() {
            columns.append(
                stretches[line].flatMap { division.columns(in: $0, onRing: ring, slack: Self.slack) }
            )
            count = columns[line].reduce(count) { $0 + $1.count }
        }
        try check(count)
        var positions: [Int] = []
        positions.reserveCapacity(count)
        var cursor = NumberRuns.Cursor()
        for (line, ring) in northwards.enumerated() {
            try bounds.context.check()
            for columns in columns[line] { add(columns, ofRing: ring, to: &positions, &cursor) }
        }
        return positions
    }

    private func add(
        _ columns: Range<Int>,
        ofRing ring: Int,
        to positions: inout [Int],
        _ cursor: inout NumberRuns.Cursor
    ) {
        guard division.order == .nested else {
            let first = part.before + division.firstPixel(onRing: ring)
            let numbers = (first + columns.lowerBound)..<(first + columns.upperBound)
            runs.forEachRun(in: numbers) { found, position in
                positions.append(contentsOf: position..<(position + found.count))
            }
            return
        }
        for column in columns {
            let place = HEALPixDivision.RingPlace(ring: ring, column: column)
            let pixel = division.nestedNumber(of: place.facePlace(side: division.side))
            let position = runs.position(of: part.before + pixel, &cursor)
            if position >= 0 { positions.append(position) }
        }
    }
}

// The pixels of the list.

extension HEALPixSearch {
    private struct Candidate {
        let place: HEALPixDivision.RingPlace
        let position: Int
    }

    private func listed(_ rings: ClosedRange<Int>) throws -> [Int] {
        try check(part.count)
        // From south to north.
        let candidates = try candidates(rings).sorted { $0.place.ring > $1.place.ring }
        var lines: [Int] = []
        for candidate in candidates where candidate.place.ring != lines.last {
            lines.append(candidate.place.ring)
        }
        let stretches = try stretches(onRings: lines)
        var line = 0
        return candidates.compactMap { candidate in
            if candidate.place.ring != lines[line] { line += 1 }
            let isInside = stretches[line].contains { holds(candidate.place, in: $0) }
            return isInside ? candidate.position : nil
        }
    }

    private func candidates(_ rings: ClosedRange<Int>) throws -> [Candidate] {
        var candidates: [Candidate] = []
        var work = 0
        try runs.forEachRun(in: part.numbers) { numbers, position in
            for (offset, number) in numbers.enumerated() {
                work += 1
                if work % Self.stride == 0 { try bounds.context.check() }
                let place = division.ringPlace(of: number - part.before)
                guard rings.contains(place.ring) else { continue }
                candidates.append(Candidate(place: place, position: position + offset))
            }
        }
        return candidates
    }

    private func holds(_ place: HEALPixDivision.RingPlace, in stretch: ClosedRange<Double>) -> Bool {
        let longitude = division.longitude(of: place)
        let east = longitude - stretch.lowerBound
        let turned = east - 360 * (east / 360).rounded(.down)
        return turned <= stretch.upperBound - stretch.lowerBound + Self.slack || turned >= 360 - Self.slack
    }
}
