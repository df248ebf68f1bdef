internal import CF
internal import Grids
internal import JSON

/// Axes of a raster that has no coordinate arrays, only a transform from indices (digest: cf.md, section 9.5).
struct AffineAxes {
    /// Where it stands.
    let attribute: String
    private let x0: Double
    private let dx: Double
    private let y0: Double
    private let dy: Double
    /// 0.5 where the transform speaks of cell corners, 0 where of centres.
    private let shift: Double

    /// What attributes say of it.
    enum Found {
        case axes(AffineAxes)
        /// One that is no pair of axes: it turns or shears, or is not made of six usable numbers.
        case unusable(attribute: String, isRotated: Bool)
    }

    /// `GeoTransform` on the grid mapping, or `spatial:transform` on the variable or its group; nil where there is none.
    static func found(variable: CFAttributes, group: CFAttributes, mapping: CFAttributes?) -> Found? {
        var unusable: Found?
        if let numbers = mapping.flatMap({ Self.numbers($0, "GeoTransform") }) {
            if numbers.count == 6 {
                return made(
                    "GeoTransform",
                    x: (numbers[0], numbers[1]),
                    skew: (numbers[2], numbers[4]),
                    y: (numbers[3], numbers[5]),
                    shift: 0.5
                )
            }
            unusable = .unusable(attribute: "GeoTransform", isRotated: false)
        }
        for (attributes, name) in [variable, group].flatMap({ holder in
            ["spatial:transform", "proj:transform"].map { (holder, $0) }
        }) {
            guard let numbers = Self.numbers(attributes, name) else { continue }
            guard numbers.count >= 6 else {
                unusable = unusable ?? .unusable(attribute: name, isRotated: false)
                continue
            }
            return made(
                name,
                x: (numbers[2], numbers[0]),
                skew: (numbers[1], numbers[3]),
                y: (numbers[5], numbers[4]),
                shift: attributes.text("spatial:registration") == "node" ? 0 : 0.5
            )
        }
        return unusable
    }

    /// `x` and `y` are the first corner and the step.
    private static func made(
        _ attribute: String,
        x: (Double, Double),
        skew: (Double, Double),
        y: (Double, Double),
        shift: Double
    ) -> Found {
        let all = [x.0, x.1, skew.0, skew.1, y.0, y.1]
        guard all.allSatisfy(\.isFinite), skew == (0, 0), x.1 != 0, y.1 != 0 else {
            let isRotated = all.allSatisfy(\.isFinite) && skew != (0, 0)
            return .unusable(attribute: attribute, isRotated: isRotated)
        }
        return .axes(AffineAxes(attribute: attribute, x0: x.0, dx: x.1, y0: y.0, dy: y.1, shift: shift))
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
