internal import Glibc

/// Pixels by the parallel that their centres lie on.
extension HEALPixDivision {
    /// A pixel by its parallel, 1 at the north pole to 4 · side − 1, and its place there, counted from 0 eastwards from
    /// Greenwich.
    struct RingPlace: Equatable {
        var ring: Int
        var column: Int
    }

    /// Where a pixel, which is one of these, lies.
    func ringPlace(of pixel: Int) -> RingPlace {
        order == .ring ? ringPlace(ofRing: pixel) : ringPlace(of: facePlace(of: pixel))
    }

    func ringPlace(ofRing pixel: Int) -> RingPlace {
        let cap = 2 * side * (side - 1)
        if pixel < cap {
            let ring = (1 + Self.root(of: 1 + 2 * pixel)) / 2
            return RingPlace(ring: ring, column: pixel - 2 * ring * (ring - 1))
        }
        guard pixel < count - cap else {
            let left = count - pixel
            let ring = (1 + Self.root(of: 2 * left - 1)) / 2
            return RingPlace(ring: 4 * side - ring, column: 2 * ring * (ring + 1) - left)
        }
        let (row, column) = (pixel - cap).quotientAndRemainder(dividingBy: 4 * side)
        return RingPlace(ring: row + side, column: column)
    }

    func ringPlace(of place: FacePlace) -> RingPlace {
        let ring = place.southernRow * side - place.x - place.y - 1
        let nearPole = Self.pixels(onRing: ring, side: side) / 4
        // The sum is even.
        let twice = place.eighths * nearPole + place.x - place.y + 1 + (isShifted(ring) ? 1 : 0)
        let column = twice / 2 - 1
        let all = 4 * nearPole
        return RingPlace(
            ring: ring,
            column: column < 0 ? column + all : column >= all ? column - all : column
        )
    }

    /// The largest whole number whose square is not above one that is not negative.
    static func root(of number: Int) -> Int {
        var root = Int(Double(number).squareRoot())
        // Rounded to 53 bits it may be one too large or too small; its square stays below 2^62.
        while root * root > number { root -= 1 }
        while (root + 1) * (root + 1) <= number { root += 1 }
        return root
    }

    /// Pixels on a parallel.
    static func pixels(onRing ring: Int, side: Int) -> Int { 4 * min(ring, 4 * side - ring, side) }

    /// The number, in the order of rings, of a parallel's first pixel; of all pixels for the parallel beyond the last.
    func firstPixel(onRing ring: Int) -> Int {
        ring < 4 * side ? RingPlace(ring: ring, column: 0).number(side: side) : count
    }

    /// Whether the first centre of a parallel lies on the meridian of Greenwich, not half a pixel east of it.
    func isShifted(_ ring: Int) -> Bool {
        ring >= side && ring <= 3 * side && (ring - side) & 1 == 1
    }
}

extension HEALPixDivision.RingPlace {
    /// The number of a pixel in the order of rings.
    func number(side: Int) -> Int {
        if ring < side { return 2 * ring * (ring - 1) + column }
        guard ring > 3 * side else { return 2 * side * (side - 1) + (ring - side) * 4 * side + column }
        let fromSouth = 4 * side - ring
        return 12 * side * side - 2 * fromSouth * (fromSouth + 1) + column
    }

    func facePlace(side: Int) -> HEALPixDivision.FacePlace {
        let nearPole = min(ring, 4 * side - ring, side)
        let face: Int
        var shift = 0
        if ring < side {
            face = column / nearPole
        } else if ring > 3 * side {
            face = column / nearPole + 8
        } else {
            let row = ring - side
            shift = row & 1
            let rising = (column - (row + 1) / 2 + side) / side
            let falling = (column - (2 * side - row + 1) / 2 + side) / side
            face = falling == rising ? rising & 3 + 4 : falling < rising ? falling & 3 : rising & 3 + 8
        }
        return placed(on: face, nearPole, shift, side: side)
    }

    private func placed(on face: Int, _ nearPole: Int, _ shift: Int, side: Int) -> HEALPixDivision.FacePlace {
        var place = HEALPixDivision.FacePlace(face: face, x: 0, y: 0)
        let down = ring - place.southernRow * side + 1
        var across = 2 * (column + 1) - place.eighths * nearPole - shift - 1
        if across >= 2 * side { across -= 8 * side }
        place.x = (across - down) >> 1
        place.y = (-across - down) >> 1
        return place
    }
}
