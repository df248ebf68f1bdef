extension HEALPixGrid {
    /// Cells of which each one's centre is looked at: more are cut by pixels of coarser levels.
    private static let few = 1 << 20
    /// Runs that a cut may have: the borders of a box have some thousand.
    private static let mostRuns = 1 << 20

    package func cut(to box: GeographicBox) -> GridCut? {
        guard columnCount > Self.few else { return cut(to: box, rows: 0..<1, columns: 0..<columnCount) }
        var found: [Range<Int>] = []
        for part in index.parts {
            for numbers in HEALPixCut(part.division, figure: figure, box).pixels {
                index.runs.forEachRun(
                    in: (part.before + numbers.lowerBound)..<(part.before + numbers.upperBound)
                ) {
                    found.append($1..<($1 + $0.count))
                }
            }
            guard found.count <= Self.mostRuns else { return nil }
        }
        guard !found.isEmpty else { return .nothing }
        found.sort { $0.lowerBound < $1.lowerBound }
        let columns = found.reduce(into: [Range<Int>]()) { columns, run in
            if let last = columns.last, last.upperBound == run.lowerBound {
                columns[columns.count - 1] = last.lowerBound..<run.upperBound
            } else {
                columns.append(run)
            }
        }
        return GridCut(columns: columns, rows: [0..<1], mask: nil)
    }
}

/// The pixels of a division whose centres lie in a box, as runs of their numbers: their count grows with the border of the
/// box, not with its area.
struct HEALPixCut {
    private let division: HEALPixDivision
    private let figure: AuthalicLatitude?
    private let box: GeographicBox
    private(set) var pixels: [Range<Int>] = []

    init(_ division: HEALPixDivision, figure: AuthalicLatitude?, _ box: GeographicBox) {
        (self.division, self.figure, self.box) = (division, figure, box)
        guard division.order == .nested, let level = division.level else {
            lookAlongRings()
            return
        }
        for face in 0..<12 { look(into: face, level: 0, below: level) }
    }

    private func geodetic(_ latitude: Double) -> Double { figure?.geodetic(latitude) ?? latitude }

    private mutating func add(_ run: Range<Int>) {
        if let last = pixels.last, last.upperBound == run.lowerBound {
            pixels[pixels.count - 1] = last.lowerBound..<run.upperBound
        } else {
            pixels.append(run)
        }
    }

    private mutating func lookAlongRings() {
        for ring in 1...division.ringCount {
            let latitude = geodetic(division.latitude(ofRing: ring))
            guard latitude >= box.south, latitude <= box.north else { continue }
            let first = division.firstPixel(onRing: ring)
            let stretch = box.west...(box.west + box.width)
            for columns in division.columns(in: stretch, onRing: ring, slack: HEALPixSearch.slack) {
                add((first + columns.lowerBound)..<(first + columns.upperBound))
            }
        }
    }

    /// A pixel of a coarser level, and those in it where the box holds only some of them.
    private mutating func look(into pixel: Int, level: Int, below finest: Int) {
        guard let coarse = HEALPixDivision(level: level, order: .nested) else { return }
        let up = 2 * (finest - level)
        guard level < finest else {
            if let centre = coarse.centre(of: pixel), holds(centre) { add(pixel..<(pixel + 1)) }
            return
        }
        switch relation(coarse.ringPlace(of: pixel), of: coarse) {
        case .outside: return
        case .inside: add((pixel << up)..<((pixel + 1) << up))
        case .mixed:
            for child in 0..<4 { look(into: 4 * pixel + child, level: level + 1, below: finest) }
        }
    }

    private func holds(_ centre: GeographicPoint) -> Bool {
        box.holds(GeographicPoint(longitude: centre.longitude, latitude: geodetic(centre.latitude)))
    }

    private enum Relation { case inside, outside, mixed }

    /// Degrees by which the corners of a pixel may be wrong.
    private static let slack = 1e-6

    /// How a pixel lies to the box, by its four corners, beyond which it has nothing.
    private func relation(_ place: HEALPixDivision.RingPlace, of coarse: HEALPixDivision) -> Relation {
        let south = geodetic(coarse.latitude(ofRing: place.ring + 1))
        let north = geodetic(coarse.latitude(ofRing: place.ring - 1))
        guard north >= box.south - Self.slack, south <= box.north + Self.slack else { return .outside }
        let isBetween = south >= box.south + Self.slack && north <= box.north - Self.slack
        let width = coarse.step(onRing: place.ring)
        // Degrees east of the box's western edge, 0 up to 360.
        let west = coarse.longitude(of: place) - width / 2 - box.west
        let offset = west - 360 * (west / 360).rounded(.down)
        if box.width >= 360 { return isBetween ? .inside : .mixed }
        if offset > box.width + Self.slack, offset + width < 360 - Self.slack { return .outside }
        let isWithin = offset >= Self.slack && offset + width <= box.width - Self.slack
        return isBetween && isWithin ? .inside : .mixed
    }
}
