extension PixelVectors {
    /// The box around the places of a block's pixels; nil where none is a place.
    func box(around block: Block) -> SphereBox? {
        var low = (x: Double.infinity, y: Double.infinity, z: Double.infinity)
        var high = (x: -Double.infinity, y: -Double.infinity, z: -Double.infinity)
        for row in block.rows {
            for column in block.columns {
                let place = vector(column: column, row: row)
                guard place.x.isFinite, place.y.isFinite else { continue }
                low = (min(low.x, place.x), min(low.y, place.y), min(low.z, place.z))
                high = (max(high.x, place.x), max(high.y, place.y), max(high.z, place.z))
            }
        }
        guard low.x <= high.x else { return nil }
        return SphereBox(
            lowX: Float(low.x).nextDown,
            lowY: Float(low.y).nextDown,
            lowZ: Float(low.z).nextDown,
            highX: Float(high.x).nextUp,
            highY: Float(high.y).nextUp,
            highZ: Float(high.z).nextUp
        )
    }
}
