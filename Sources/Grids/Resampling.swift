/// How the values of cells become the value of a pixel.
package enum Resampling: String, Sendable, Hashable, CaseIterable {
    /// That of the cell under its centre.
    case nearest
    /// Between the centres of the cells around it.
    case bilinear
    /// The mean of the cells under it, by area on the sphere.
    case average
}
