internal import CF
package import Cube
package import Grids
internal import Zarr

/// How cells become pixels, as requests and the configuration say it.
package enum ResamplingChoice: String, Sendable, Hashable, CaseIterable {
    /// As it suits the variable and the picture.
    case auto
    case nearest
    case bilinear
    case average

    /// How it is of a variable on a grid in a picture.
    package func resampling(of variable: Variable, on grid: (any Grid)?, in target: RasterTarget)
        -> Resampling
    {
        switch self {
        case .auto: Resampling(suiting: variable, on: grid, in: target)
        case .nearest: .nearest
        case .bilinear: .bilinear
        case .average: .average
        }
    }
}

extension Resampling {
    /// Cells beside each other in a pixel from which on it shows their mean.
    private static let crowded = 1.5

    /// The way in which a variable looks right in a picture.
    ///
    /// The nearest cell for what has no values between two: flags, directions, and whole numbers without units, which are codes.
    /// Of any other `bilinear` where a pixel is smaller than a cell, `average` where one and a half cells or more lie beside each
    /// other in a pixel, and the nearest cell between. Both sizes are those of the grid and of the picture's scale as a whole, so
    /// that tiles of one scale are drawn alike.
    init(suiting variable: Variable, on grid: (any Grid)?, in target: RasterTarget) {
        guard let cell = grid?.meanSpacing, let pixel = target.meanSpacing, cell > 0, pixel > 0,
            variable.hasValuesBetween
        else {
            self = .nearest
            return
        }
        self = pixel < cell ? .bilinear : pixel >= Self.crowded * cell ? .average : .nearest
    }
}

extension Variable {
    /// Whether what lies between two of its values is one too.
    fileprivate var hasValuesBetween: Bool {
        switch LayerAppearance.of(self).kind {
        case .categories, .turn: return false
        case .centred, .plain:
            let stored = converted?.from ?? self
            guard stored.packing.isIdentity, !stored.packing.storedType.isFloatingPoint else { return true }
            let units = stored.units ?? ""
            return !["", "1"].contains(units)
        }
    }
}
