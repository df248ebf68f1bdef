internal import CF
internal import Zarr

/// Longitudes and latitudes over three dimensions of cells: the faces of a cubed sphere, their rows and columns (digest:
/// cf.md, section 13).
struct FacePair {
    let longitude, latitude: StoredVariable
    let face, row, column: StoredVariable.Dimension
    let isListed: Bool

    /// Faces of a sphere where nobody says that there are such.
    static let usualFaces = 6

    /// `plane` are the axes of cells.
    ///
    /// - Returns: nil for places along more dimensions than three of cells.
    init?(_ longitude: StoredVariable, _ latitude: StoredVariable, plane: [Axis], isListed: Bool) {
        let dimensions = longitude.dimensions.filter { $0.size > 1 }
        guard plane.count == 3, dimensions.count == 3 else { return nil }
        var left = dimensions
        // What is known to be x, else the last; of the others what is known to be y, else the last.
        let take = { (role: Axis.Role, left: inout [StoredVariable.Dimension]) in
            let known = left.lastIndex { dimension in
                plane.contains { $0.name == dimension.name && $0.role == role }
            }
            return left.remove(at: known ?? left.count - 1)
        }
        column = take(.x, &left)
        row = take(.y, &left)
        face = left[0]
        (self.longitude, self.latitude, self.isListed) = (longitude, latitude, isListed)
    }

    var folding: FaceFolding { FaceFolding(face: face, row: row) }

    /// The pair in rows and columns, with the corners of faces where some array has them.
    func folded(_ arrays: ArrayCatalogue) -> PlanePair? {
        guard let longitudes = folding.folded(longitude), let latitudes = folding.folded(latitude) else {
            return nil
        }
        return PlanePair(
            longitude: longitudes,
            latitude: latitudes,
            row: folding.name,
            column: column.name,
            steps: nil,
            isListed: isListed,
            corners: corners(among: arrays)
        )
    }

    /// Longitudes and latitudes over the faces with one row and column more, which nothing names.
    private func corners(among arrays: ArrayCatalogue) -> (
        longitude: StoredVariable, latitude: StoredVariable
    )? {
        let candidates = arrays.all.filter { array in
            array.dimensions.count == 3 && array.dimensions[0] == face
                && array.dimensions[1].size == row.size + 1 && array.dimensions[2].size == column.size + 1
        }
        let found = { (meaning: AxisEvidence.Meaning) in
            candidates.first { AxisEvidence.of($0)?.meaning == meaning }
        }
        guard let longitude = found(.longitude), let latitude = found(.latitude) else { return nil }
        let folding = FaceFolding(face: face, row: longitude.dimensions[1])
        guard latitude.dimensions == longitude.dimensions, let longitudes = folding.folded(longitude),
            let latitudes = folding.folded(latitude)
        else { return nil }
        return (longitudes, latitudes)
    }
}
