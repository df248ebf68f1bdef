internal import Glibc

/// A box of longitudes and latitudes: between two parallels and two meridians.
struct GeographicShape: SphereShape {
    private let low, high: Float
    /// Normals of the planes of the meridians, inwards; nil where all longitudes belong to it.
    private let sides: (west: (x: Float, y: Float), east: (x: Float, y: Float))?
    /// Whether a place must be on the inner side of both meridians, or of one.
    private let isNarrow: Bool

    /// What rounding to four bytes may do to a place.
    private static let slack: Float = 1e-6

    init(_ box: GeographicBox) {
        low = Float(sin(max(box.south, -90) * .pi / 180)) - Self.slack
        high = Float(sin(min(box.north, 90) * .pi / 180)) + Self.slack
        isNarrow = box.width <= 180
        guard box.width < 360 else {
            sides = nil
            return
        }
        let (west, east) = (box.west * .pi / 180, (box.west + box.width) * .pi / 180)
        sides = ((Float(-sin(west)), Float(cos(west))), (Float(sin(east)), Float(-cos(east))))
    }

    func mayMeet(_ box: SphereBox) -> Bool {
        guard box.highZ >= low, box.lowZ <= high else { return false }
        guard let sides else { return true }
        let isEast = Self.farthest(of: box, sides.west) >= -Self.slack
        let isWest = Self.farthest(of: box, sides.east) >= -Self.slack
        return isNarrow ? isEast && isWest : isEast || isWest
    }

    /// How far any place of a box is on the inner side of a meridian.
    private static func farthest(of box: SphereBox, _ normal: (x: Float, y: Float)) -> Float {
        max(normal.x * box.lowX, normal.x * box.highX) + max(normal.y * box.lowY, normal.y * box.highY)
    }
}
