internal import Cube
internal import Execution
internal import JSON
internal import Maps

/// What lies under one pixel of one layer.
struct PixelFinding: Sendable {
    let layer: String
    let title: String
    let units: String?
    /// Null when the value is missing, or when there is no cell.
    let value: JSONValue
    /// The cell's own place in degrees, longitude in −180…180; nil outside the data.
    let place: (longitude: Double, latitude: Double)?
    /// The positions on the other axes, as people read them.
    let dimensions: [(name: String, value: String)]

    /// Reads the cell of a plan.
    init(_ plan: CellPlan, context: WorkContext) throws {
        let variable = plan.slice.variable
        layer = variable.name
        title = variable.title
        units = variable.units
        dimensions = LayerDimension.all(of: variable).compactMap { dimension in
            plan.slice.match(on: dimension.axis).map {
                (dimension.name, dimension.axis.description(at: $0.index))
            }
        }
        let centre = plan.cell.flatMap { variable.grid?.centre(of: $0) }
        place = centre.map { ($0.longitude, $0.latitude) }
        value = try Self.value(plan, context: context)
    }

    private static func value(_ plan: CellPlan, context: WorkContext) throws -> JSONValue {
        let packing = plan.slice.variable.packing
        var number: StoredNumber?
        try plan.read(context: context) { chunk, cell in
            number = try ChunkSampler(chunk, packing: packing).number(at: cell)
        }
        return number.map { unpacked($0, packing) } ?? .null
    }

    /// The value in the precision of its type: whole integers, and as many digits as a float has.
    private static func unpacked(_ number: StoredNumber, _ packing: Packing) -> JSONValue {
        if packing.isIdentity {
            switch number {
            case .signed(let value): return .integer(value)
            case .unsigned(let value):
                return value <= UInt64(Int64.max) ? .integer(Int64(value)) : .unsigned(value)
            case .floating: break
            }
        }
        let value = number.double * packing.scale + packing.offset
        guard value.isFinite else { return .null }
        return .number(packing.valueType == .float ? Double(Float(value).description) ?? value : value)
    }

    /// The value as text; `no data` where there is none.
    var valueText: String {
        switch value {
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .number(let number): number.description
        default: "no data"
        }
    }
}
