/// Whether somebody looks at a screen for what is being done, or a program loads it.
package enum WorkPriority: Sendable {
    /// Tiles, metadata, points.
    case interactive
    /// Downloads, which leave others some of what all share, and let them go first.
    case bulk
}
