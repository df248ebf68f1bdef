internal import Cube
internal import Execution
internal import Failures
internal import Glibc
internal import Grids

/// Reading the numbers of a layer whose pixels are not drawn as they come.
extension LayerPlan {
    /// What the layer shows in each pixel of its plans, row by row; NaN where there is nothing.
    ///
    /// - Throws: `Failure`, `Interruption`.
    func values(context: WorkContext, held: Reservation?) throws -> [Double] {
        guard let part = layer.variable.part else {
            return try first.values(context: context, held: held)
        }
        let needsTurns = part.kind != .magnitude
        return try vectors(part, needsTurns: needsTurns, context: context, held: held).values(of: part.kind)
    }

    /// The numbers at the places of the lattice.
    ///
    /// - Throws: `Failure`, `Interruption`.
    func field(_ lattice: Lattice, context: WorkContext, held: Reservation?) throws -> ShapeField {
        guard layer.style.family.subject.isOfVectors, let part = layer.variable.part else {
            return ShapeField(lattice, values: try values(context: context, held: held))
        }
        let vectors = try vectors(part, needsTurns: true, context: context, held: held)
        let directions = zip(vectors.bearings, lattice.target.directionsUpwards).map { bearing, up in
            ShapeField.Direction(right: sin(bearing - up), up: cos(bearing - up))
        }
        return ShapeField(
            lattice,
            values: vectors.magnitudes,
            directions: directions,
            areSouthern: lattice.target.latitudes.map { $0 < 0 },
            knots: layer.variable.scale(to: "knot") ?? 1
        )
    }

    private var first: MapPlan {
        get throws(Failure) {
            guard let plan = reads.first else { throw .defect }
            return plan
        }
    }

    private func vectors(
        _ part: VectorPart,
        needsTurns: Bool,
        context: WorkContext,
        held: Reservation?
    ) throws -> VectorValues {
        guard reads.count == 2 else { throw Failure.defect }
        let values = try reads.map { try $0.values(context: context, held: held) }
        let turns = needsTurns ? part.turns(of: try first.slice.grid, under: try first.target) : []
        return VectorValues(part.pair.form, values[0], values[1], turns: turns)
    }
}
