package import Execution

extension CellOutlines {
    /// The corners with those of cells that have none, or that reach over a jump, made from the centres around, as where nothing
    /// states any.
    ///
    /// How many were made stands in their flaws. An index of the centres is made meanwhile where there is anything to mend:
    /// `working` takes the memory for it.
    ///
    /// - Throws: the `Interruption` of a passed deadline or a client that has gone.
    package static func mended(
        _ corners: CurvilinearPlaces,
        of places: CurvilinearPlaces,
        columns: Int,
        rows: Int,
        context: WorkContext,
        working: (_ bytes: Int, _ mend: () throws -> CurvilinearPlaces) throws -> CurvilinearPlaces
    ) throws -> CurvilinearPlaces {
        let outlines = CellOutlines(places: places, corners: corners)
        let reaches = FlatArray((0..<places.count).lazy.map { outlines.radius(of: $0) })
        let far = SpacingJumps.cells(of: reaches, columns: columns)
        let bare = (0..<places.count).filter { reaches[$0] <= 0 && places.centre(of: $0) != nil }
        guard !far.isEmpty || !bare.isEmpty else { return corners }
        let bytes = CurvilinearCells.bytes(
            count: places.count,
            isSingle: places.isSingle,
            corners: corners.count,
            areCornersSingle: corners.isSingle
        )
        return try working(bytes) {
            let cells = try CurvilinearCells(
                columns: columns,
                rows: rows,
                places: places,
                corners: nil,
                context: context
            )
            let derived = DerivedCorners(cells)
            var mended = corners
            for item in far + bare {
                for (number, corner) in (derived.corners(of: item) ?? []).enumerated() {
                    mended.put(corner.place, at: count * item + number)
                }
            }
            (mended.flaws.astray, mended.flaws.bare) = (far.count, bare.count)
            return mended
        }
    }
}
