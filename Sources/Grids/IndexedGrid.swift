/// A grid whose cells are found by an index that takes time and memory to make.
package protocol IndexedGrid: Grid {
    /// Nil where nobody noted it, as of a part of another grid.
    var index: IndexOrigin? { get }
}
