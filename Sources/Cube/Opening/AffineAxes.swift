internal import CF
internal import JSON

/// Axes of a raster that has no coordinate arrays, only a transform from indices (digest: cf.md, section 9.5).
struct AffineAxes {
    private let x0: Double
    private let dx: Double
    private let y0: Double
    private let dy: Double
    /// 0.5 where the transform speaks of cell corners, 0 where of centres.
    private let shift: Double

    /// `GeoTransform` on the grid mapping, or `spatial:transform` on the variable or its group.
    ///
    /// - Returns: nil where there is none, or a rotated one, which is no pair of axes.
    init?(variable: CFAttributes, group: CFAttributes, mapping: CFAttributes?) {
        if let mapping, let numbers = Self.numbers(mapping, "GeoTransform"), numbers.count == 6 {
            self.init(
                x: (numbers[0], numbers[1]),
                skew: (numbers[2], numbers[4]),
                y: (numbers[3], numbers[5]),
                0.5
            )
            return
        }
        for attributes in [variable, group] {
            guard
                let numbers = Self.numbers(attributes, "spatial:transform")
                    ?? Self.numbers(attributes, "proj:transform"), numbers.count >= 6
            else { continue }
            let isNode = attributes.text("spatial:registration") == "node"
            self.init(
                x: (numbers[2], numbers[0]),
                skew: (numbers[1], numbers[3]),
                y: (numbers[5], numbers[4]),
                isNode ? 0 : 0.5
            )
            return
        }
        return nil
    }

    private init?(x: (Double, Double), skew: (Double, Double), y: (Double, Double), _ shift: Double) {
        let all = [x.0, x.1, skew.0, skew.1, y.0, y.1]
        guard all.allSatisfy(\.isFinite), skew == (0, 0), x.1 != 0, y.1 != 0 else { return nil }
        (x0, dx) = x
        (y0, dy) = y
        self.shift = shift
    }

    /// Numbers of a list, or of a text with blanks between them.
    private static func numbers(_ attributes: CFAttributes, _ name: String) -> [Double]? {
        if let text = attributes.text(name) {
            return text.split { $0 == " " || $0 == "," }.compactMap { Double($0) }
        }
        return attributes.object[name]?.arrayValue?.compactMap(\.doubleValue)
    }

    /// Computed, however long the dimension; nil where its far end is no number.
    func x(count: Int) -> CellAxis? {
        EvenPositions(origin: x0, step: dx, shift: shift, count: count).map { CellAxis($0) }
    }

    func y(count: Int) -> CellAxis? {
        EvenPositions(origin: y0, step: dy, shift: shift, count: count).map { CellAxis($0) }
    }
}
