internal import Cube
internal import Grids
internal import JSON
internal import Maps

/// What is told of one pixel of one layer, whatever the form.
struct FeatureInfo {
    let finding: PixelFinding
    /// The cell whose value it is, or that is nearest where several are mixed; nil where there is none.
    let cell: GridCell?

    var variable: Variable { finding.variable }
    var place: GeographicPoint? { finding.place }

    /// The positions on the other axes, as people read them, under the names of their dimensions.
    var dimensions: [(name: String, value: String)] {
        let isOfOneLevel = finding.question == nil || finding.level?.cells.count == 1
        let positions = LayerDimension.all(of: variable).compactMap { dimension in
            isOfOneLevel || dimension.axis.role != .vertical
                ? finding.slice.match(on: dimension.axis).map {
                    (dimension.name, dimension.axis.description(at: $0.index))
                } : nil
        }
        guard let level = finding.level else { return positions }
        return positions + [(level.question.quantity.rawValue, level.text)]
    }

    /// The value as text; `no data` where there is none.
    var valueText: String { number ?? "no data" }

    /// The value as text; nil where there is none.
    var number: String? {
        switch finding.value {
        case .signed(let number)?: String(number)
        case .unsigned(let number)?: String(number)
        case .number(let number)?: number.description
        case nil: nil
        }
    }

    var json: JSONValue {
        switch finding.value {
        case .signed(let number)?: .integer(number)
        case .unsigned(let number)?: Int64(exactly: number).map { .integer($0) } ?? .unsigned(number)
        case .number(let number)?: .number(number)
        case nil: .null
        }
    }

    /// The units where they say something.
    var unitsText: String? {
        guard let units = variable.units, units != "1", !units.isEmpty else { return nil }
        return units
    }

    /// Column and row of the cell, counted from 0: of cells along one dimension the row is 0.
    var cellText: String? { cell.map { "column \($0.column), row \($0.row)" } }
}
