internal import Grids
internal import JSON

extension CoverageDomain {
    /// How the cell was chosen where no centre lay in the area; nil where some did.
    var selectionNote: String? {
        cells.inner.map { inner in
            let place = "\(NumberText.of(inner.place.longitude)) \(NumberText.of(inner.place.latitude))"
            return inner.isCentroid
                ? "No cell centre lies in the area: this is the cell that holds its centroid, POINT(\(place))"
                : "No cell centre lies in the area, nor does its centroid: this is the cell that holds a place inside, "
                    + "POINT(\(place))"
        }
    }
}
