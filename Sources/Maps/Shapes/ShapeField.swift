/// What a style draws: the numbers at the places of a lattice.
struct ShapeField {
    let lattice: Lattice
    /// Row by row, of vectors their magnitudes; NaN where there is none.
    let values: [Double]
    /// Of vectors, where they point on the picture; empty for numbers.
    let directions: [Direction]
    /// Whether each place lies south of the equator; empty where that does not count.
    let areSouthern: [Bool]

    /// How many knots one of its units is, of speeds.
    let knots: Double

    /// A direction on a picture: towards the right and up, together of length one.
    struct Direction {
        let right, up: Double
    }

    init(
        _ lattice: Lattice,
        values: [Double],
        directions: [Direction] = [],
        areSouthern: [Bool] = [],
        knots: Double = 1
    ) {
        (self.lattice, self.values, self.knots) = (lattice, values, knots)
        (self.directions, self.areSouthern) = (directions, areSouthern)
    }

    /// Calls `body` with each place that has a vector: where it is, its number, its magnitude and its direction.
    func forEachVector(_ body: (PicturePoint, Int, Double, Direction) -> Void) {
        guard directions.count == values.count else { return }
        for row in 0..<lattice.rows {
            for column in 0..<lattice.columns {
                let index = row * lattice.columns + column
                guard values[index].isFinite, directions[index].right.isFinite else { continue }
                body(
                    lattice.point(column: Double(column), row: Double(row)),
                    index,
                    values[index],
                    directions[index]
                )
            }
        }
    }
}
