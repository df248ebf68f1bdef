internal import CF
package import Cube
package import Execution
internal import Failures
package import Grids

/// What lies under one pixel of one layer.
package struct PixelFinding: Sendable {
    /// A value in the precision of its type.
    package enum Value: Sendable, Equatable {
        case signed(Int64)
        case unsigned(UInt64)
        case number(Double)

        fileprivate var double: Double {
            switch self {
            case .signed(let value): Double(value)
            case .unsigned(let value): Double(value)
            case .number(let value): value
            }
        }
    }

    /// Of the layer, at the positions that were found.
    package let slice: Slice
    /// The height, depth or pressure that was asked for, and the level that has it here; nil where none was, or none does.
    package let question: LevelQuestion?
    package let level: FoundLevel?
    /// Nil when the value is missing, or when there is no cell.
    package let value: Value?
    /// The cell's own place in degrees, longitude in −180…180; nil outside the data.
    package let place: GeographicPoint?

    /// What the layer shows.
    package let variable: Variable

    /// Reads the cells of a plan, at the level that has the height, depth or pressure that it asks for.
    package init(_ plan: PixelPlan, context: WorkContext) throws {
        let findings = try plan.cells.map { try PixelFinding($0, of: plan.variable, context: context) }
        guard let first = findings.first else { throw Failure.defect }
        guard let part = plan.variable.part, findings.count == 2 else {
            self = first
            return
        }
        let place = plan.place ?? first.place
        let turn = plan.cell.flatMap { cell in
            place.flatMap { part.turn(of: plan.slice?.grid, at: cell, seenFrom: $0) }
        }
        let numbers = findings.map { [$0.value?.double ?? .nan] }
        let vectors = VectorValues(part.pair.form, numbers[0], numbers[1], turns: turn.map { [$0] } ?? [])
        let number = vectors.values(of: part.kind)[0]
        self.init(first, value: number.isFinite ? .number(number) : nil)
    }

    private init(_ finding: PixelFinding, value: Value?) {
        (slice, question, level) = (finding.slice, finding.question, finding.level)
        (variable, place, self.value) = (finding.variable, finding.place, value)
    }

    private init(_ plan: CellPlan, of variable: Variable, context: WorkContext) throws {
        self.variable = variable
        question = plan.level
        place = plan.cell.flatMap { plan.slice.grid?.centre(of: $0) }
        guard question != nil else {
            (slice, level) = (plan.slice, nil)
            value = try Self.value(plan, context: context)
            return
        }
        level = try plan.foundLevel(context: context)
        let cells = level?.cells ?? []
        slice = cells.count == 1 ? cells[0].slice : plan.slice
        let values = try cells.map { try Self.value($0, context: context) }
        value =
            values.count == 2 ? Self.between(values[0], values[1], level?.share ?? 0) : values.first ?? nil
    }

    private static func value(_ plan: CellPlan, context: WorkContext) throws -> Value? {
        let packing = plan.slice.variable.packing
        if let weights = plan.weights { return try mixed(plan, weights, packing, context) }
        var number: StoredNumber?
        try plan.read(context: context) { chunk, cell in
            number = try ChunkSampler(chunk, packing: packing).number(at: cell)
        }
        return number.flatMap { unpacked($0, packing) }
    }

    /// The value of a pixel that is mixed from several cells.
    private static func mixed(
        _ plan: CellPlan,
        _ weights: CellWeights,
        _ packing: Packing,
        _ context: WorkContext
    ) throws -> Value? {
        var mixed = weights.mixer(packing: packing)
        try plan.read(weights, context: context) { try mixed.add($0) }
        return mixed.values().first.flatMap { told($0, packing) }
    }

    /// Missing where one of the two is.
    private static func between(_ one: Value?, _ other: Value?, _ share: Double) -> Value? {
        guard let one = one?.double, let other = other?.double else { return nil }
        return .number(one + (other - one) * share)
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
        return told(value, packing)
    }

    /// With as many digits as its type has; nil for what is no number.
    private static func told(_ value: Double, _ packing: Packing) -> Value? {
        guard value.isFinite else { return nil }
        return .number(packing.valueType == .float ? Double(Float(value).description) ?? value : value)
    }
}
