package import CRS

/// What one unit of a projection's axis is in the units that PROJ gives: metres, or degrees for a rotated pole
/// (digest: cf.md, section 9.4).
package struct AxisScale {
    /// Projected units in one unit of the axis.
    package let factor: Double
    /// True for a rotated pole.
    package let isAngular: Bool

    /// Metres in the usual spellings of length.
    private static let lengths: [String: Double] = [
        "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000, "kilometre": 1000,
        "kilometres": 1000,
        "kilometer": 1000, "kilometers": 1000, "us_survey_foot": 1200.0 / 3937, "us-ft": 1200.0 / 3937,
        "foot": 0.3048, "feet": 0.3048, "ft": 0.3048, "cm": 0.01,
    ]
    private static let angles: [String: Double] = [
        "radian": 1, "radians": 1, "rad": 1, "microradian": 1e-6, "microradians": 1e-6, "degrees": .pi / 180,
        "degree": .pi / 180, "degrees_east": .pi / 180, "degrees_north": .pi / 180,
    ]

    /// The scale of an axis with `units`; its `ends` tell radians from metres where there are none.
    package init?(units: String?, projector: Projector, ends: (least: Double, largest: Double)?) {
        let (count, word) = Self.split(units)
        if projector.isRotatedPole {
            self.init(factor: (Self.angles[word] ?? .pi / 180) * 180 / .pi * count, isAngular: true)
        } else if let height = projector.heightInMetres, let angle = Self.angles[word] {
            self.init(factor: angle * height * count, isAngular: false)
        } else if let height = projector.heightInMetres {
            guard word.isEmpty || Self.lengths[word] != nil else { return nil }
            let areRadians = word.isEmpty && (ends.map { $0.least >= -1 && $0.largest <= 1 } ?? true)
            self.init(factor: areRadians ? height : (Self.lengths[word] ?? 1) * count, isAngular: false)
        } else {
            self.init(lengthsIn: units)
        }
    }

    private init(factor: Double, isAngular: Bool) {
        self.factor = factor
        self.isAngular = isAngular
    }

    /// The scale of an axis of lengths; nil for units that are not lengths.
    package init?(lengthsIn units: String?) {
        let (count, word) = Self.split(units)
        guard word.isEmpty || Self.lengths[word] != nil else { return nil }
        isAngular = false
        factor = (Self.lengths[word] ?? 1) * count
    }

    /// `100 km` is a hundred of a unit; `1` is no unit.
    private static func split(_ units: String?) -> (Double, String) {
        let words = (units ?? "").lowercased().split(separator: " ")
        if words.count == 2, let count = Double(words[0]), count > 0, count.isFinite {
            return (count, String(words[1]))
        }
        return words.count == 1 && words[0] != "1" ? (1, String(words[0])) : (1, "")
    }
}
