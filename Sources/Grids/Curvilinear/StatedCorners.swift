package import Execution

/// The corners that are stated of a grid's cells, four of each, and how far each cell reaches with them.
package struct StatedCorners: Sendable {
    let places: CurvilinearPlaces
    /// For each cell the chord from its centre to its farthest corner; 0 for one without an outline.
    let reaches: FlatArray<Float>

    /// Those of cells that have none, or that reach over a jump, are made from the centres around, as where nothing states any.
    ///
    /// How many were made stands in their flaws. An index of the centres is made meanwhile where there is anything to mend:
    /// `working` takes the memory for it.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package init(
        mending corners: CurvilinearPlaces,
        of centres: CurvilinearPlaces,
        columns: Int,
        rows: Int,
        context: WorkContext,
        working: (_ bytes: Int, _ mend: () throws -> StatedCorners) throws -> StatedCorners
    ) throws {
        let outlines = CellOutlines(places: centres, corners: corners)
        let stated = StatedCorners(places: corners, reaches: outlines.radii)
        let far = SpacingJumps.cells(of: stated.reaches, columns: columns)
        let bare = (0..<centres.count).filter { stated.reaches[$0] <= 0 && centres.centre(of: $0) != nil }
        guard !far.isEmpty || !bare.isEmpty else {
            self = stated
            return
        }
        let bytes = CurvilinearCells.bytes(
            count: centres.count,
            isSingle: centres.isSingle,
            corners: corners.count,
            areCornersSingle: corners.isSingle
        )
        self = try working(bytes) {
            let cells = try CurvilinearCells(
                columns: columns,
                rows: rows,
                places: centres,
                corners: nil,
                context: context
            )
            return stated.mended(far: far, bare: bare, of: cells)
        }
    }

    private init(places: CurvilinearPlaces, reaches: FlatArray<Float>) {
        (self.places, self.reaches) = (places, reaches)
    }

    /// The same with the corners of some cells made of the centres.
    private func mended(far: [Int], bare: [Int], of cells: CurvilinearCells) -> StatedCorners {
        let derived = DerivedCorners(cells)
        var (corners, reaches) = (places, reaches)
        let items = far + bare
        for item in items {
            for (number, corner) in (derived.corners(of: item) ?? []).enumerated() {
                corners.put(corner.place, at: CellOutlines.count * item + number)
            }
        }
        let outlines = CellOutlines(places: cells.places, corners: corners)
        reaches.withUnsafeMutableBufferPointer { reaches in
            for item in items { reaches[item] = outlines.radius(of: item) }
        }
        (corners.flaws.astray, corners.flaws.bare) = (far.count, bare.count)
        return StatedCorners(places: corners, reaches: reaches)
    }
}

extension CellOutlines {
    /// The radius of every cell.
    fileprivate var radii: FlatArray<Float> {
        FlatArray(unsafeUninitializedCapacity: places.count) { radii, filled in
            for item in 0..<radii.count { radii.initializeElement(at: item, to: radius(of: item)) }
            filled = radii.count
        }
    }
}
