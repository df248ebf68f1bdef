internal import CF
internal import Execution
internal import Grids
internal import JSON
internal import Zarr

/// Reads coordinate arrays whole, once, when a dataset is opened.
struct CoordinateReader {
    /// What a position takes for good: itself, an edge of its cell, and its date.
    private static let bytesPerPosition = 24

    let budget: OpeningBudget
    let ahead = CoordinatesAhead()

    /// Unpacked numbers of a coordinate, or nil when reading or holding them is over a limit.
    ///
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails: what a moment brings about opens no dataset half.
    func values(of variable: StoredVariable, bytesPerValue: Int = bytesPerPosition) throws -> Values? {
        try budget.checkSoundness(of: variable)
        let read = Self.whole(variable)
        let (bytes, overflows) = read.cells.multipliedReportingOverflow(by: bytesPerValue)
        guard try budget.hold(overflows ? .max : bytes, of: read) else { return nil }
        if let outcome = ahead.take(variable) { return try budget.reading(variable, 0) { try outcome.get() } }
        return try budget.reading(variable, Self.transientBytes(read)) {
            try Self.unpacked(read, context: budget.context)
        }
    }

    /// Makes something of all numbers of a coordinate, of which `bytes` stay, while the memory for reading it is taken; nil
    /// where that is over a limit.
    ///
    /// - Throws: as `values(of:bytesPerValue:)`, and what `make` throws.
    func made<Made>(
        of variable: StoredVariable,
        holding bytes: Int,
        _ make: (Values) throws -> Made
    ) throws -> Made? {
        try budget.checkSoundness(of: variable)
        let read = Self.whole(variable)
        guard try budget.hold(bytes, of: read) else { return nil }
        let known = ahead.take(variable)
        return try budget.reading(variable, Self.transientBytes(read)) {
            try make(try known?.get() ?? Self.unpacked(read, context: budget.context))
        }
    }

    /// The same with the numbers in another order of dimensions.
    func made<Made>(
        of variable: StoredVariable,
        order: [Int],
        holding bytes: Int,
        _ make: (Values) throws -> Made
    ) throws -> Made? {
        if order == Array(variable.dimensions.indices) {
            return try made(of: variable, holding: bytes, make)
        }
        try budget.checkSoundness(of: variable)
        let read = PlannedRead(
            stored: variable,
            variable: nil,
            ranges: Self.whole(variable).ranges,
            order: AnswerOrder(dimensions: order)
        )
        guard try budget.hold(bytes, of: read) else { return nil }
        return try budget.reading(variable, Self.transientBytes(read)) {
            try make(Self.unpacked(read, context: budget.context))
        }
    }

    /// All of a coordinate.
    static func whole(_ variable: StoredVariable) -> PlannedRead {
        PlannedRead(
            stored: variable,
            variable: nil,
            ranges: variable.shape.map { $0 == 0 ? [] : [IndexRange(0..<$0)] }
        )
    }

    static func unpacked(_ read: PlannedRead, context: WorkContext) throws -> Values {
        try read.values(packing: packing(read.stored), fillsCache: false, context: context)
    }

    /// Some numbers of a coordinate as doubles, its dimensions in the order asked; nil where that is over a limit.
    func doubles(of variable: StoredVariable, ranges: [[IndexRange]], order: [Int]) throws -> [Double]? {
        let read = PlannedRead(
            stored: variable,
            variable: nil,
            ranges: ranges,
            order: AnswerOrder(dimensions: order)
        )
        guard try budget.allows(read) else { return nil }
        return try budget.reading(variable, Self.transientBytes(read)) {
            try read.values(packing: Self.packing(variable), fillsCache: false, context: budget.context)
        }.doubles
    }

    /// Hands some numbers of a coordinate, its dimensions in the order asked, to what makes something of them while the
    /// memory for reading them is taken; false where that is over a limit.
    ///
    /// - Throws: as `values(of:bytesPerValue:)`.
    func read(
        _ variable: StoredVariable,
        ranges: [[IndexRange]],
        order: [Int],
        _ use: ([Double]) -> Void
    ) throws -> Bool {
        let read = PlannedRead(
            stored: variable,
            variable: nil,
            ranges: ranges,
            order: AnswerOrder(dimensions: order)
        )
        guard try budget.allows(read) else { return false }
        try budget.reading(variable, Self.transientBytes(read)) {
            let packing = Self.packing(variable)
            use(try read.values(packing: packing, fillsCache: false, context: budget.context).doubles)
        }
        return true
    }

    /// The stored numbers and the unpacked ones, which turn into others once.
    static func transientBytes(_ read: PlannedRead) -> Int {
        PlannedRead.sum(read.readingBytes, PlannedRead.sum(read.unpackedBytes, read.unpackedBytes))
    }

    /// The type in which positions are written: what packing makes of integers is a double.
    static func type(of variable: StoredVariable) -> PositionType {
        guard packing(variable).isIdentity else { return .double }
        switch variable.dataType {
        case .float32: return .single
        case .float16: return .half
        default: return .double
        }
    }

    /// What stands, unpacked, where an array of Zarr v2 was not written, and no attribute marks as missing; nil where there is
    /// no such number.
    static func unmarkedFill(of variable: StoredVariable) -> Double? {
        guard variable.array.metadata.attributes["_FillValue"] == nil,
            let fill = CFAttributes(variable.attributes).numberValues("_FillValue").first
        else { return nil }
        let packing = packing(variable)
        guard let number = StoredNumber(fill, as: packing.storedType)?.double else { return nil }
        let unpacked = packing.isIdentity ? number : number * packing.scale + packing.offset
        return unpacked.isFinite ? unpacked : nil
    }

    /// The same of longitudes and latitudes, of which one number is so many degrees; nil unless both have one.
    ///
    /// Of one alone it may be a place: zeros are on the equator, and at Greenwich.
    static func unmarkedFill(
        _ longitude: StoredVariable,
        _ latitude: StoredVariable,
        degrees: (east: Double, north: Double)
    ) -> (longitude: Double, latitude: Double)? {
        guard let east = unmarkedFill(of: longitude), let north = unmarkedFill(of: latitude) else {
            return nil
        }
        return (east * degrees.east, north * degrees.north)
    }

    /// What is computed in double precision even where the data would be Float32.
    ///
    /// The fill value of a v2 array marks none of its numbers missing: bounds and two-dimensional coordinates hold zeros
    /// too. Of longitude and latitude together it may (`unmarkedFill`).
    private static func packing(_ variable: StoredVariable) -> Packing {
        var attributes = variable.attributes
        if variable.array.metadata.attributes["_FillValue"] == nil { attributes["_FillValue"] = nil }
        return Packing(type: variable.dataType, attributes: CFAttributes(attributes), masksInvalid: false) {
            _ in
        }
        .inDoublePrecision.moved(by: variable.shift)
    }

    /// The numbers of bounds as doubles, of which two become one edge; missing ones as NaN.
    func bounds(of variable: StoredVariable) throws -> [Double]? {
        try values(of: variable, bytesPerValue: 8)?.doubles
    }
}
