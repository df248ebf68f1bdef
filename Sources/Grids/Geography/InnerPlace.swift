/// The place that stands for an area in which no cell has its centre: the cell that holds it is meant.
package struct InnerPlace: Sendable, Equatable {
    /// In degrees; of an area in a plane x and y, in the plane's units.
    package let place: GeographicPoint
    /// False where the centroid lies in a hole or beside the area: this is then another place inside.
    package let isCentroid: Bool

    package init(_ place: GeographicPoint, isCentroid: Bool = true) {
        self.place = place
        self.isCentroid = isCentroid
    }
}
