internal import CF
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import JSON

/// Writes CoverageJSON objects in order, `type` first in each, handing bytes on as they gather.
struct CoverageWriter {
    let context: WorkContext
    private let body: any BodyWriter
    private let keptTimes: TimeTexts
    private var json = JSONWriter(capacity: 88 * 1024)

    /// Values between two looks at what has gathered.
    private static let block = 2048
    /// Bytes that are handed on at once: many enough that a call for them costs nothing, and few enough that with a
    /// block more the buffer stays below what `malloc` maps and unmaps every time (128 KiB).
    private static let flushSize = 32 * 1024
    /// Bytes that gather at most, but for the axes.
    static let maxBuffered = 128 * 1024

    init(body: any BodyWriter, times: TimeTexts, context: WorkContext) {
        self.body = body
        keptTimes = times
        self.context = context
    }

    // A collection: what its coverages share comes first, so that a reader of a stream needs no memory.

    mutating func beginCollection(domainType: DomainType?) {
        json.beginObject()
        json.member("type", "CoverageCollection")
        if let domainType { json.member("domainType", JSONValue(domainType.rawValue)) }
    }

    mutating func parameters(_ parameters: JSONObject) {
        json.member("parameters", .object(parameters))
    }

    mutating func referencing(_ systems: ReferenceSystems) {
        json.member("referencing", systems.json)
    }

    mutating func beginCoverages() {
        json.key("coverages")
        json.beginArray()
    }

    mutating func endCollection() {
        json.endArray()
        json.endObject()
    }

    // A coverage: domain, parameters where they are not shared, and one range after the other.

    /// Opens a coverage; `parameters` is nil in a collection, which has them at its top, and `shared` what is told there
    /// of reference systems: a domain that it does not cover has its own.
    mutating func beginCoverage(
        _ domain: CoverageDomain,
        member: Int,
        shared: ReferenceSystems?,
        parameters: JSONObject?
    ) throws {
        json.beginObject()
        json.member("type", "Coverage")
        for (name, value) in domain.ownMembers(member) { json.member("sluice:\(name)", value) }
        json.key("domain")
        json.beginObject()
        json.member("type", "Domain")
        json.member("domainType", JSONValue(domain.type.rawValue))
        try axes(domain, member: member)
        let own = ReferenceSystems(domain)
        if shared?.covers(own) != true { referencing(own) }
        json.endObject()
        if let parameters { self.parameters(parameters) }
        json.key("ranges")
        json.beginObject()
    }

    mutating func endCoverage() {
        json.endObject()
        json.endObject()
    }

    private mutating func axes(_ domain: CoverageDomain, member: Int) throws {
        json.key("axes")
        json.beginObject()
        if let places = domain.places {
            try composite(places, levels: domain.level?.numbers)
        } else {
            let lines = domain.lines
            json.member("x", ["values": .array(lines.longitudes.map { JSONValue($0) })])
            json.member("y", ["values": .array(lines.latitudes.map { JSONValue($0) })])
            if let level = domain.level { json.member("z", ["values": .array(level.numbers)]) }
        }
        if let time = domain.time, let times = time.axis.times {
            try self.times(times, time, climatology: time.axis.meaning.climatology)
        }
        json.endObject()
    }

    /// Places as tuples, all of them for one level after the other (CoverageJSON 1.0, section 6.1.1).
    private mutating func composite(_ places: [GeographicPoint], levels: [JSONValue]?) throws {
        json.key("composite")
        json.beginObject()
        json.member("dataType", "tuple")
        json.member("coordinates", levels == nil ? ["x", "y"] : ["x", "y", "z"])
        json.key("values")
        json.beginArray()
        json.separate()
        let tails = levels?.map { [UInt8(ascii: ",")] + $0.bytes } ?? [[]]
        for (number, tail) in tails.enumerated() {
            if number > 0 { json.bytes.append(UInt8(ascii: ",")) }
            try blocks(places.indices) { block, bytes in
                for place in block {
                    if place > block.lowerBound { bytes.append(UInt8(ascii: ",")) }
                    bytes.append(UInt8(ascii: "["))
                    JSONText.append(CoverageDomain.label(longitude: places[place].longitude), to: &bytes)
                    bytes.append(UInt8(ascii: ","))
                    JSONText.append(places[place].latitude, to: &bytes)
                    bytes += tail
                    bytes.append(UInt8(ascii: "]"))
                }
            }
        }
        json.endArray()
        json.endObject()
    }

    /// Times, and for steps of a climatology the beginning and the end of what each stands for (CoverageJSON 1.0,
    /// section 6.1.1: `bounds`).
    private mutating func times(
        _ times: TimeCoordinates,
        _ positions: DomainPositions,
        climatology: Climatology?
    ) throws {
        json.key("t")
        json.beginObject()
        let kept = keptTimes.texts(of: positions.axis, for: positions.indices.count)
        try dates("values", times, positions.indices, kept: kept)
        if let climatology {
            let chosen = positions.indices.filter(climatology.intervals.indices.contains).map {
                climatology.intervals[$0]
            }
            let ends = chosen.flatMap { [$0.start, $0.end] }
            let bounds = TimeCoordinates(calendar: times.calendar, milliseconds: ends)
            try dates("bounds", bounds, Array(ends.indices))
        }
        json.endObject()
    }

    /// `kept` are the texts of all the times, where they are ready.
    private mutating func dates(
        _ key: String,
        _ times: TimeCoordinates,
        _ indices: [Int],
        kept: JoinedTexts? = nil
    ) throws {
        json.key(key)
        json.beginArray()
        json.separate()
        if let kept, kept.isWhole(indices) {
            try flush(above: 0)
            try body.write(kept.whole)
            return json.endArray()
        }
        try blocks(0..<indices.count) { block, bytes in
            if let kept {
                kept.append(indices[block], to: &bytes)
            } else {
                TimeTextWriter.append(times, indices[block], to: &bytes)
            }
        }
        json.endArray()
    }

    /// One variable's values in one coverage: `domain.valueCount` of them, as `read` hands them out.
    mutating func range(
        _ variable: Variable,
        _ domain: CoverageDomain,
        read: ((Values, Range<Int>) throws -> Void) throws -> Void
    ) throws {
        let axes = domain.rangeAxes
        json.key(variable.name)
        json.beginObject()
        json.member("type", "NdArray")
        json.member("dataType", JSONValue(Parameter.DataType(variable).rawValue))
        json.member("axisNames", JSONValue(axes.map(\.name)))
        json.member("shape", .array(axes.map { JSONValue($0.length) }))
        json.key("values")
        json.beginArray()
        json.separate()
        var (taken, hasWritten) = (0, false)
        try read { values, range in
            if let inside = domain.cells.inside {
                try rows(inside, of: values, range, domain, from: taken, &hasWritten)
            } else {
                if taken > 0 { json.bytes.append(UInt8(ascii: ",")) }
                try blocks(range) { block, bytes in RangeValues.append(values, block, to: &bytes) }
            }
            taken += range.count
        }
        guard taken == domain.valueCount else { throw Failure.defect }
        json.endArray()
        json.endObject()
    }

    /// Writes a part of an area's values, which begins at `position` of those that are read: where a column is in none
    /// of its row's runs null in a grid, and nothing among places.
    private mutating func rows(
        _ inside: [[Range<Int>]],
        of values: Values,
        _ range: Range<Int>,
        _ domain: CoverageDomain,
        from position: Int,
        _ hasWritten: inout Bool
    ) throws {
        let columns = domain.columnCount
        let isGrid = domain.places == nil
        var taken = 0
        while taken < range.count {
            let (row, column) = (position + taken).quotientAndRemainder(dividingBy: columns)
            let count = min(columns - column, range.count - taken)
            let start = range.lowerBound + taken
            let runs = Self.part(of: inside[row % inside.count], column..<(column + count))
            let pieces =
                isGrid
                ? [(start..<(start + count), runs)]
                : runs.map { run in
                    let cells = (start + run.lowerBound)..<(start + run.upperBound)
                    return (cells, [0..<run.count])
                }
            for (cells, runs) in pieces {
                if hasWritten { json.bytes.append(UInt8(ascii: ",")) }
                hasWritten = true
                RangeValues.append(values, cells, in: runs, to: &json.bytes)
            }
            try flush(above: Self.flushSize)
            taken += count
        }
    }

    /// What runs of columns hold of some columns, counted from the first of these.
    private static func part(of runs: [Range<Int>], _ columns: Range<Int>) -> [Range<Int>] {
        runs.map { $0.clamped(to: columns) }.filter { !$0.isEmpty }.map {
            ($0.lowerBound - columns.lowerBound)..<($0.upperBound - columns.lowerBound)
        }
    }

    /// Writes a long list block by block, with the commas between blocks.
    private mutating func blocks(_ range: Range<Int>, _ write: (Range<Int>, inout [UInt8]) -> Void) throws {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
            if start > range.lowerBound { json.bytes.append(UInt8(ascii: ",")) }
            let end = min(start + Self.block, range.upperBound)
            context.measurements.measure(.render) { write(start..<end, &json.bytes) }
            try flush(above: Self.flushSize)
        }
    }

    /// Hands on what is left.
    mutating func finish() throws {
        try flush(above: 0)
    }

    private mutating func flush(above size: Int) throws {
        guard json.bytes.count > size else { return }
        try context.check()
        try body.write(json.bytes)
        json.bytes.removeAll(keepingCapacity: true)
    }
}
