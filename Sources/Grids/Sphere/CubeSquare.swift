/// The square of a place on the faces of a cube.
struct CubeSquare {
    /// 0 to 5.
    let face: Int
    let column, row: Int
    private let side: Int
    /// 0…1 from one edge of the face to the other.
    let across, along: Float

    /// Of a place that is finite; `side`, squares along an edge, is less than 2^15.
    @inline(__always)
    init(x: Float, y: Float, z: Float, side: Int) {
        self.side = side
        let (ax, ay, az) = (abs(x), abs(y), abs(z))
        if ax >= ay, ax >= az {
            (face, across, along) = (x >= 0 ? 0 : 1, Self.bent(y / ax), Self.bent(z / ax))
        } else if ay >= az {
            (face, across, along) = (y >= 0 ? 2 : 3, Self.bent(x / ay), Self.bent(z / ay))
        } else {
            (face, across, along) = (z >= 0 ? 4 : 5, Self.bent(x / az), Self.bent(y / az))
        }
        (column, row) = (Self.index(across, side), Self.index(along, side))
    }

    /// Of a number in −1…1, bent as S2 does it: squares at the edges of a face cover about as much as those in its middle.
    @inline(__always)
    private static func bent(_ number: Float) -> Float {
        let root = 0.5 * (1 + 3 * abs(number)).squareRoot()
        return number >= 0 ? root : 1 - root
    }

    /// Which of the squares along an edge a place of 0…1 is in; what is no number, from a damaged file, is in the first.
    @inline(__always)
    static func index(_ number: Float, _ side: Int) -> Int {
        let place = number * Float(side)
        return place >= 0 ? Int(min(place, Float(side - 1))) : 0
    }

    /// From the square's middle to the place, in sides.
    @inline(__always)
    private var way: (across: Float, along: Float) {
        (across * Float(side) - Float(column) - 0.5, along * Float(side) - Float(row) - 0.5)
    }

    /// How far the place is from the square's middle, as a part of its side.
    @inline(__always)
    var offset: Float { max(abs(way.across), abs(way.along)) }

    /// The column and the row beside the square's own that are nearer to the place, which may lie beyond the face, and
    /// whether the column is the nearer of the two.
    @inline(__always)
    var beside: (column: Int, row: Int, isColumnNearer: Bool) {
        let way = way
        return (
            column + (way.across < 0 ? -1 : 1), row + (way.along < 0 ? -1 : 1),
            abs(way.across) >= abs(way.along)
        )
    }
}
