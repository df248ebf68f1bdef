/// The axes of the demonstration: cells from pole to pole and once round, longitudes 0…360, latitudes descending.
struct DemoGrid: Sendable {
    let latitudes: [Double]
    let longitudes: [Double]
    /// Hours since the start.
    let hours: [Int]
    /// hPa, from the ground up.
    let levels: [Double] = [1000, 850, 500, 250]
    /// Milliseconds since 1970 of the first step.
    let start: Int64

    static let stepHours = 6
    static let steps = 48

    /// `degrees` is the size of a cell, rounded so that cells fill the sphere.
    init(degrees: Double, start: Int64) {
        let rows = max(Int((180 / degrees).rounded()), 2)
        let step = 180 / Double(rows)
        latitudes = (0..<rows).map { 90 - (Double($0) + 0.5) * step }
        longitudes = (0..<(rows * 2)).map { Double($0) * step }
        hours = (0..<Self.steps).map { $0 * Self.stepHours }
        self.start = start
    }
}
