internal import Execution

/// Values on the faces, nodes or edges of a mesh (UGRID 1.0), or on cells with outlines of their own.
///
/// Its cells are the columns of one row. A face is asked for by its outline of great circles, whatever centre is stated
/// for it; of nodes and edges the nearest answers, a node also anywhere in a face of which it is the nearest corner
/// (digest: cf.md, section 12). Outside of the faces that are known they answer close by alone.
package struct MeshGrid: IndexedGrid {
    package let kind: String
    package let location: MeshLocation
    package let extent: GeographicExtent
    package let places: MeshPlaces
    package let finder: MeshFinder
    package private(set) var index: IndexOrigin?
    /// What is wrong with the places that are stated.
    package private(set) var placeFlaws = PlaceFlaws()
    package let identity: GridIdentity? = GridIdentity()
    /// What boxes leave of it.
    let parts = CutParts<MeshGrid>()

    package init(kind: String, location: MeshLocation, places: MeshPlaces, finder: MeshFinder) {
        self.kind = kind
        self.location = location
        self.places = places
        self.finder = finder
        extent = MeshExtent(places: places, finder: finder).box
    }

    /// Of cells whose extent is known.
    package init(
        kind: String,
        location: MeshLocation,
        places: MeshPlaces,
        finder: MeshFinder,
        extent: GeographicExtent
    ) {
        (self.kind, self.location, self.extent) = (kind, location, extent)
        (self.places, self.finder) = (places, finder)
    }

    /// The same grid, which knows where its index is from.
    package func having(_ index: IndexOrigin) -> MeshGrid {
        var grid = self
        grid.index = index
        return grid
    }

    /// The same grid, which knows what is wrong with its places.
    package func having(_ flaws: PlaceFlaws) -> MeshGrid {
        var grid = self
        grid.placeFlaws = flaws
        return grid
    }

    package let rowCount = 1
    package var columnCount: Int { places.count }

    /// Faces without an outline, and why: they have values, and answer for no place.
    package var flaws: FaceFlaws { finder.flaws }

    package func cell(containing place: GeographicPoint) -> GridCell? {
        guard abs(place.latitude) <= 90, abs(place.longitude) < Self.farthest else { return nil }
        let cell = finder.cell(at: UnitVector(place))
        return cell < 0 ? nil : GridCell(column: Int(cell), row: 0)
    }

    /// Longitudes beyond this are none, in whatever turn.
    static let farthest = 1e6

    package func centre(of cell: GridCell) -> GeographicPoint? {
        cell.row == 0 ? places.place(at: cell.column) : nil
    }

    package var hasGeographicLines: Bool { false }

    /// The corners of a face in their order; nil for a cell that has no outline.
    package func outline(of cell: GridCell) -> [GeographicPoint]? {
        guard cell.row == 0, case .faces(let index, _) = finder else { return nil }
        let corners = index.faces.corners(of: cell.column)
        return corners.isEmpty ? nil : corners.compactMap { index.nodes.centre(of: Int($0))?.place }
    }

    package func hasSameCells(as other: any Grid) -> Bool {
        guard let other = other as? MeshGrid else { return false }
        return kind == other.kind && location == other.location && places == other.places
            && finder.hasSameCells(as: other.finder)
    }
}
