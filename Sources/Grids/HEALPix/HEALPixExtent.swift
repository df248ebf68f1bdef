/// The geographic box around the pixels of a list: from its largest whole parts, twice, without memory.
struct HEALPixExtent {
    /// Longitudes are first sorted into so many parts of a turn: gaps that are narrower are not seen.
    private static let parts = 4096

    private(set) var box = GeographicExtent(west: -180, south: -90, east: 180, north: 90)

    init(of index: HEALPixIndex, _ figure: AuthalicLatitude?) {
        var occupied = [Bool](repeating: false, count: Self.parts)
        var (south, north) = (90.0, -90.0)
        Self.forEachBlock(of: index) { block in
            (south, north) = (min(south, block.south), max(north, block.north))
            let first = Int((block.west / 360 * Double(Self.parts)).rounded(.down))
            let last = Int((block.east / 360 * Double(Self.parts)).rounded(.down))
            for part in first...min(last, first + Self.parts - 1) {
                occupied[(part % Self.parts + Self.parts) % Self.parts] = true
            }
        }
        guard south <= north else { return }
        if let figure { (south, north) = (figure.geodetic(south), figure.geodetic(north)) }
        guard let cut = Self.widestGap(occupied) else {
            box = GeographicExtent(west: -180, south: south, east: 180, north: north)
            return
        }
        var (west, east) = (Double.infinity, -Double.infinity)
        Self.forEachBlock(of: index) { block in
            let turned = block.west - 360 * ((block.west - cut) / 360).rounded(.down)
            (west, east) = (min(west, turned), max(east, turned + block.east - block.west))
        }
        let turn = 360 * ((west + 180) / 360).rounded(.down)
        box = GeographicExtent(west: west - turn, south: south, east: east - turn, north: north)
    }

    /// A longitude in the middle of the widest gap of a turn; nil for none.
    private static func widestGap(_ occupied: [Bool]) -> Double? {
        guard let start = occupied.firstIndex(of: true) else { return nil }
        var (widest, middle, length) = (0, 0.0, 0)
        for offset in 1...occupied.count {
            let part = (start + offset) % occupied.count
            guard occupied[part] else {
                length += 1
                continue
            }
            if length > widest {
                (widest, middle) = (length, Double(start + offset) - Double(length) / 2)
            }
            length = 0
        }
        return widest > 0 ? middle * 360 / Double(occupied.count) : nil
    }

    /// Pixels that lie together, longitudes east of Greenwich or a little west of it.
    private struct Block {
        let west, south, east, north: Double
    }

    private static func forEachBlock(of index: HEALPixIndex, _ body: (Block) -> Void) {
        for part in index.parts {
            index.runs.forEachRun(in: part.numbers) { numbers, _ in
                let pixels = (numbers.lowerBound - part.before)..<(numbers.upperBound - part.before)
                switch part.division.order {
                case .nested: forEachQuarter(of: pixels, part.division, body)
                case .ring: forEachRow(of: pixels, part.division, body)
                }
            }
        }
    }

    /// Nested pixels as the fewest pixels of coarser divisions.
    private static func forEachQuarter(
        of pixels: Range<Int>,
        _ division: HEALPixDivision,
        _ body: (Block) -> Void
    ) {
        guard let level = division.level else { return }
        var first = pixels.lowerBound
        while first < pixels.upperBound {
            var up = 0
            while up < level, first & ((4 << (2 * up)) - 1) == 0, first + (4 << (2 * up)) <= pixels.upperBound
            {
                up += 1
            }
            guard let coarser = HEALPixDivision(level: level - up, order: .nested) else { return }
            let place = coarser.ringPlace(of: first >> (2 * up))
            body(block(coarser, ring: place.ring, columns: place.column..<(place.column + 1)))
            first += 1 << (2 * up)
        }
    }

    /// Pixels in the order of rings, parallel by parallel: whole ones between the first and the last are two.
    private static func forEachRow(
        of pixels: Range<Int>,
        _ division: HEALPixDivision,
        _ body: (Block) -> Void
    ) {
        let (from, to) = (
            division.ringPlace(of: pixels.lowerBound), division.ringPlace(of: pixels.upperBound - 1)
        )
        guard from.ring < to.ring else {
            return body(block(division, ring: from.ring, columns: from.column..<(to.column + 1)))
        }
        let all = { HEALPixDivision.pixels(onRing: $0, side: division.side) }
        body(block(division, ring: from.ring, columns: from.column..<all(from.ring)))
        body(block(division, ring: to.ring, columns: 0..<(to.column + 1)))
        for ring in Set([from.ring + 1, to.ring - 1]) where ring > from.ring && ring < to.ring {
            body(block(division, ring: ring, columns: 0..<all(ring)))
        }
    }

    private static func block(_ division: HEALPixDivision, ring: Int, columns: Range<Int>) -> Block {
        let (step, first) = (division.step(onRing: ring), division.firstLongitude(onRing: ring))
        return Block(
            west: first + (Double(columns.lowerBound) - 0.5) * step,
            south: division.latitude(ofRing: ring + 1),
            east: first + (Double(columns.upperBound) - 0.5) * step,
            north: division.latitude(ofRing: ring - 1)
        )
    }
}
