package import Execution
internal import JSON

/// CoverageJSON 1.0: one coverage, or a collection of several (digest: edr.md, section 9.1).
package struct CoverageJSON: CoverageFormat {
    let times: TimeTexts

    package var name: String { "CoverageJSON" }
    /// People write `f=json` for it.
    package var otherNames: [String] { ["covjson", "json"] }
    package var mediaType: String { "application/vnd.cov+json" }
    /// The first is that of EDR 1.0 and 1.1.
    package var otherMediaTypes: [String] { ["application/prs.coverage+json", "application/json"] }
    package var writer: String { "covjson-2" }
    package var schema: FormatSchema? { Self.document }
    package var heldBytes: Int { CoverageWriter.maxBuffered }

    package func write(_ list: CoverageList, to body: any BodyWriter, context: WorkContext) throws {
        var writer = CoverageWriter(body: body, times: times, context: context)
        if list.memberCount == 1 {
            let reading = try list.open(beside: heldBytes, context: context)
            try write(list.coverages, reading, shared: nil, Self.object(list.parameters), &writer)
        } else {
            let shared = ReferenceSystems(sharedBy: list.coverages.map { ReferenceSystems($0.domain) })
            writer.beginCollection(domainType: list.domainTypes.count == 1 ? list.domainTypes.first : nil)
            writer.parameters(Self.object(list.parameters))
            writer.referencing(shared)
            writer.beginCoverages()
            let reading = try list.open(beside: heldBytes, context: context)
            try write(list.coverages, reading, shared: shared, nil, &writer)
            writer.endCollection()
        }
        try writer.finish()
    }

    private func write(
        _ coverages: [Coverage],
        _ reading: CoverageReading,
        shared: ReferenceSystems?,
        _ parameters: JSONObject?,
        _ writer: inout CoverageWriter
    ) throws {
        for coverage in coverages {
            let (domain, values) = (coverage.domain, try reading.values(of: coverage))
            for member in 0..<domain.memberCount {
                try writer.beginCoverage(domain, member: member, shared: shared, parameters: parameters)
                for series in coverage.series {
                    try writer.range(series.variable, domain) { emit in
                        try values.forEachBlock(of: series, member: member, emit)
                    }
                }
                writer.endCoverage()
            }
        }
    }

    private static func object(_ parameters: [Parameter]) -> JSONObject {
        JSONObject(parameters.map { ($0.name, .object(ParameterObject($0).coverageForm)) })
    }
}

extension CoverageJSON {
    /// What clients may rely on, and no more.
    fileprivate static let document = FormatSchema(
        name: "coverage",
        schema: [
            "type": "object",
            "properties": [
                "type": ["type": "string", "enum": ["Coverage", "CoverageCollection"]],
                "domain": anything, "parameters": anything, "ranges": anything,
                "coverages": ["type": "array", "items": anything],
            ],
            "required": ["type", "parameters"],
        ]
    )

    private static let anything: JSONValue = ["type": "object"]
}
