/// Pixels by the face that they lie in.
extension HEALPixDivision {
    /// A pixel by its face, 0…3 around the north pole, 4…7 along the equator, 8…11 around the south pole, and its place
    /// there: x to the north-east, y to the north-west, both from the southern corner.
    struct FacePlace: Equatable {
        var face: Int
        var x: Int
        var y: Int
    }

    /// Where a pixel, which is one of these, lies.
    func facePlace(of pixel: Int) -> FacePlace {
        guard order == .nested else { return ringPlace(ofRing: pixel).facePlace(side: side) }
        let level = side.trailingZeroBitCount
        let inner = pixel & (side * side - 1)
        return FacePlace(
            face: pixel >> (2 * level),
            x: Self.everySecondBit(of: inner),
            y: Self.everySecondBit(of: inner >> 1)
        )
    }

    /// The number of a nested pixel.
    @inline(__always)
    func nestedNumber(of place: FacePlace) -> Int {
        place.face * side * side + Self.spread(place.x) | Self.spread(place.y) << 1
    }

    /// The bits of a number below 2^30 on even places.
    @inline(__always)
    static func spread(_ number: Int) -> Int {
        var bits = UInt64(truncatingIfNeeded: number) & 0xFFFF_FFFF
        bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
        bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
        bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
        bits = (bits | bits << 2) & 0x3333_3333_3333_3333
        bits = (bits | bits << 1) & 0x5555_5555_5555_5555
        return Int(truncatingIfNeeded: bits)
    }

    /// The bits on even places, close together.
    @inline(__always)
    static func everySecondBit(of number: Int) -> Int {
        var bits = UInt64(truncatingIfNeeded: number) & 0x5555_5555_5555_5555
        bits = (bits | bits >> 1) & 0x3333_3333_3333_3333
        bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F
        bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF
        bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF
        bits = (bits | bits >> 16) & 0x0000_0000_FFFF_FFFF
        return Int(truncatingIfNeeded: bits)
    }
}

extension HEALPixDivision.FacePlace {
    /// The parallel of the face's southern corner, counted in sides from the north pole.
    var southernRow: Int { face / 4 + 2 }

    /// Eighths of a turn from Greenwich to the middle of the face.
    var eighths: Int { 2 * (face & 3) + (face / 4 == 1 ? 0 : 1) }
}
