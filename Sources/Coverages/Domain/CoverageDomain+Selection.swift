internal import Cube
internal import JSON

extension CoverageDomain {
    /// How the cell was chosen where no centre lay in the area; nil where some did.
    package var selectionNote: String? {
        cells.centroid.map { centroid in
            let place = "\(NumberText.of(centroid.longitude)) \(NumberText.of(centroid.latitude))"
            return
                "No cell centre lies in the area: this is the cell that holds its centroid, POINT(\(place))"
        }
    }
}
