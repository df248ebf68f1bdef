internal import Cube
internal import Execution
internal import Gateway
internal import JSON

/// Writes CoverageJSON objects in order, `type` first in each, handing bytes on as they gather.
struct CoverageWriter {
    let context: WorkContext
    private let body: any BodyWriter
    private var json = JSONWriter(capacity: 88 * 1024)

    /// Values between two looks at what has gathered.
    private static let block = 2048
    /// Bytes that are handed on at once: many enough that a call for them costs nothing, and few enough that with a
    /// block more the buffer stays below what `malloc` maps and unmaps every time (128 KiB).
    private static let flushSize = 32 * 1024
    /// Bytes that gather at most, but for the axes.
    static let mostBuffered = 128 * 1024

    init(body: any BodyWriter, context: WorkContext) {
        self.body = body
        self.context = context
    }

    // A collection: what its coverages share comes first, so that a reader of a stream needs no memory.

    mutating func beginCollection(domainType: String?) {
        json.beginObject()
        json.member("type", "CoverageCollection")
        if let domainType { json.member("domainType", JSONValue(domainType)) }
    }

    mutating func parameters(_ parameters: JSONObject) {
        json.member("parameters", .object(parameters))
    }

    mutating func referencing(of domains: [CoverageDomain]) {
        json.member("referencing", Referencing.json(of: domains))
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

    /// Opens a coverage; `parameters` is nil in a collection, which has them and the reference systems at its top.
    mutating func beginCoverage(_ domain: CoverageDomain, member: Int, parameters: JSONObject?) throws {
        json.beginObject()
        json.member("type", "Coverage")
        json.key("domain")
        json.beginObject()
        json.member("type", "Domain")
        json.member("domainType", JSONValue(domain.type))
        try axes(domain, member: member)
        if parameters != nil { referencing(of: [domain]) }
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
        json.member("x", ["values": .array(domain.longitudes.map { JSONValue($0) })])
        json.member("y", ["values": .array(domain.latitudes.map { JSONValue($0) })])
        if let level = domain.level {
            json.member(
                "z",
                ["values": .array(level.indices.map { JSONValue(level.axis.cells.centres[$0]) })]
            )
        }
        if let time = domain.time, let times = time.axis.times {
            try self.times(times, time.indices, climatology: time.axis.meaning.climatology)
        }
        for (axis, index) in domain.member(member) {
            json.member(Collection.id(of: axis), ["values": [Self.position(of: axis, at: index)]])
        }
        json.endObject()
    }

    /// A date, a label, a number, or the index where the data give none of them.
    private static func position(of axis: Axis, at index: Int) -> JSONValue {
        if axis.times != nil || axis.labels != nil { return JSONValue(axis.text(at: index)) }
        let centres = axis.cells.centres
        guard centres.indices.contains(index), centres[index].isFinite else { return JSONValue(index) }
        return JSONValue(centres[index])
    }

    /// Times, and for steps of a climatology the beginning and the end of what each stands for (CoverageJSON 1.0,
    /// section 6.1.1: `bounds`).
    private mutating func times(
        _ times: TimeCoordinates,
        _ indices: [Int],
        climatology: Climatology?
    ) throws {
        json.key("t")
        json.beginObject()
        try dates("values", times, indices)
        if let climatology {
            let chosen = indices.filter(climatology.intervals.indices.contains).map {
                climatology.intervals[$0]
            }
            let ends = chosen.flatMap { [$0.start, $0.end] }
            let bounds = TimeCoordinates(calendar: times.calendar, milliseconds: ends)
            try dates("bounds", bounds, Array(ends.indices))
        }
        json.endObject()
    }

    private mutating func dates(_ key: String, _ times: TimeCoordinates, _ indices: [Int]) throws {
        json.key(key)
        json.beginArray()
        json.separate()
        try blocks(0..<indices.count) { block, bytes in
            TimeTextWriter.append(times, indices[block], to: &bytes)
        }
        json.endArray()
    }

    /// One variable's values in one coverage: `domain.valueCount` of them, as they are read.
    mutating func range(
        _ variable: Variable,
        _ domain: CoverageDomain,
        _ stream: CoverageStream,
        coverage: Int
    ) throws {
        let axes = domain.rangeAxes
        json.key(variable.name)
        json.beginObject()
        json.member("type", "NdArray")
        json.member("dataType", JSONValue(ParameterObject.dataType(of: variable)))
        json.member("axisNames", JSONValue(axes.map(\.name)))
        json.member("shape", .array(axes.map { JSONValue($0.length) }))
        json.key("values")
        json.beginArray()
        json.separate()
        var written = 0
        try stream.forEachBlock(ofCoverage: coverage) { values, range in
            if let inside = domain.inside {
                try rows(inside, of: values, range, columns: domain.longitudes.count, from: written)
            } else {
                if written > 0 { json.bytes.append(UInt8(ascii: ",")) }
                try blocks(range) { block, bytes in RangeValues.append(values, block, to: &bytes) }
            }
            written += range.count
        }
        guard written == domain.valueCount else { throw Failure.defect }
        json.endArray()
        json.endObject()
    }

    /// Writes a part of an area's values, which begins at `position` of the coverage: null where a column is in none of
    /// its row's runs.
    private mutating func rows(
        _ inside: [[Range<Int>]],
        of values: Values,
        _ range: Range<Int>,
        columns: Int,
        from position: Int
    ) throws {
        var written = 0
        while written < range.count {
            let (row, column) = (position + written).quotientAndRemainder(dividingBy: columns)
            let count = min(columns - column, range.count - written)
            let start = range.lowerBound + written
            if position + written > 0 { json.bytes.append(UInt8(ascii: ",")) }
            RangeValues.append(
                values,
                start..<(start + count),
                in: Self.part(of: inside[row % inside.count], column..<(column + count)),
                to: &json.bytes
            )
            try flush(above: Self.flushSize)
            written += count
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
