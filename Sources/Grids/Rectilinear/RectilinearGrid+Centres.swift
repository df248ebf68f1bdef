internal import Glibc

/// Of pictures in projections.
extension RectilinearGrid {
    package func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        let box = SphereBox(of: target)
        for row in 0..<rowCount {
            let height = Float(sin(latitudes.centres[row] * .pi / 180))
            guard height >= box.lowZ, height <= box.highZ else { continue }
            Self.forEachPart(of: 0..<columnCount) { body(row, $0) }
        }
    }

    /// Areas between meridians and parallels.
    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        guard latitudes.centres.indices.contains(row), longitudes.centres.indices.contains(columns) else {
            for _ in columns { line.addNone() }
            return
        }
        let latitude = latitudes.centres[row]
        let height = height(ofRow: row) ?? cos(latitude * .pi / 180)
        for column in columns {
            line.add(
                longitude: longitudes.centres[column],
                latitude: latitude,
                steradians: longitudes.width(at: column) * .pi / 180 * height
            )
        }
    }

    /// What its latitudes are apart by their sines.
    private func height(ofRow row: Int) -> Double? {
        guard let (first, second) = latitudes.extent(at: row) else { return nil }
        let (south, north) = (max(min(first, second), -90), min(max(first, second), 90))
        return sin(north * .pi / 180) - sin(south * .pi / 180)
    }
}
