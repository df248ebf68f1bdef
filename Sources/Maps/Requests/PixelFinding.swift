internal import CF
package import Cube
package import Execution

/// What lies under one pixel of one layer.
package struct PixelFinding: Sendable {
    /// A value in the precision of its type.
    package enum Value: Sendable, Equatable {
        case signed(Int64)
        case unsigned(UInt64)
        case number(Double)
    }

    /// Of the layer, at the positions that were found.
    package let slice: Slice
    /// Nil when the value is missing, or when there is no cell.
    package let value: Value?
    /// The cell's own place in degrees, longitude in −180…180; nil outside the data.
    package let place: GeographicPoint?

    package var variable: Variable { slice.variable }

    /// Reads the cell of a plan.
    package init(_ plan: CellPlan, context: WorkContext) throws {
        slice = plan.slice
        let variable = plan.slice.variable
        place = plan.cell.flatMap { variable.grid?.centre(of: $0) }
        var number: StoredNumber?
        try plan.read(context: context) { chunk, cell in
            number = try ChunkSampler(chunk, packing: variable.packing).number(at: cell)
        }
        value = number.flatMap { Self.unpacked($0, variable.packing) }
    }

    /// Whole integers, and as many digits as a float has.
    private static func unpacked(_ number: StoredNumber, _ packing: Packing) -> Value? {
        if packing.isIdentity {
            switch number {
            case .signed(let value): return .signed(value)
            case .unsigned(let value): return .unsigned(value)
            case .floating: break
            }
        }
        let value = number.double * packing.scale + packing.offset
        guard value.isFinite else { return nil }
        return .number(packing.valueType == .float ? Double(Float(value).description) ?? value : value)
    }
}
