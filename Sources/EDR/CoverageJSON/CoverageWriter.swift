internal import Cube
internal import Execution
internal import Gateway
internal import JSON

/// Writes CoverageJSON objects in order, `type` first in each, handing bytes on as they gather.
struct CoverageWriter {
    let context: WorkContext
    private let body: any BodyWriter
    private var json = JSONWriter(capacity: 96 * 1024)

    /// Values between two looks at what has gathered.
    private static let block = 8192
    /// Bytes that are handed on at once: large enough that a call per block costs nothing.
    private static let flushSize = 64 * 1024

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
    mutating func beginCoverage(_ domain: CoverageDomain, member: Int, parameters: JSONObject?) {
        json.beginObject()
        json.member("type", "Coverage")
        json.key("domain")
        json.beginObject()
        json.member("type", "Domain")
        json.member("domainType", JSONValue(domain.type))
        axes(domain, member: member)
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

    private mutating func axes(_ domain: CoverageDomain, member: Int) {
        json.key("axes")
        json.beginObject()
        json.member("x", ["values": [JSONValue(domain.longitude)]])
        json.member("y", ["values": [JSONValue(domain.latitude)]])
        if let level = domain.level {
            json.member(
                "z",
                ["values": .array(level.indices.map { JSONValue(level.axis.cells.centres[$0]) })]
            )
        }
        if let time = domain.time, let times = time.axis.times { self.times(times, time.indices) }
        for (axis, index) in domain.member(member) {
            let value =
                axis.times == nil ? JSONValue(axis.cells.centres[index]) : JSONValue(axis.text(at: index))
            json.member(Collection.id(of: axis), ["values": [value]])
        }
        json.endObject()
    }

    private mutating func times(_ times: TimeCoordinates, _ indices: [Int]) {
        json.key("t")
        json.beginObject()
        json.key("values")
        json.beginArray()
        json.separate()
        TimeTextWriter.append(times, indices, to: &json.bytes)
        json.endArray()
        json.endObject()
    }

    /// One variable's values: `domain.valueCount` of them, from position `start` of `values`.
    mutating func range(_ variable: Variable, _ domain: CoverageDomain, _ values: Values, from start: Int)
        throws
    {
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
        try context.measurements.measure(.render) {
            let end = start + domain.valueCount
            for block in stride(from: start, to: end, by: Self.block) {
                if block > start { json.bytes.append(UInt8(ascii: ",")) }
                RangeValues.append(values, block..<min(block + Self.block, end), to: &json.bytes)
                try flush(above: Self.flushSize)
            }
        }
        json.endArray()
        json.endObject()
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
