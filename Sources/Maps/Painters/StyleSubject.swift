/// What a style can show.
enum StyleSubject: Sendable {
    case anything
    case flags
    /// Numbers that are more or less of something: no flags, and no directions.
    case quantities
    /// Pairs of variables that are vectors.
    case vectors
    /// Those of them whose length is a speed.
    case speeds
    /// Values at places rather than of cells.
    case places
    /// Values of cells.
    case outlines

    var isOfVectors: Bool {
        switch self {
        case .vectors, .speeds: true
        case .anything, .flags, .quantities, .places, .outlines: false
        }
    }
}
