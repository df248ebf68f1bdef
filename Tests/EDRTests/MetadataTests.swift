@testable import CF
import Gateway
import JSON
import TestSupport
import Testing

@testable import EDR

@Suite struct MetadataTests {
    private func document(_ path: String) throws -> JSONValue {
        try EDRFixture.json(EDRFixture.ask(path, [EDRFixture.cube]))
    }

    @Test func landingPageLinksToEverything() throws {
        let links = try #require(document("/edr").at("links").arrayValue)
        let relations = Set(links.compactMap { $0.at("rel").stringValue })
        #expect(relations == ["self", "alternate", "service-desc", "service-doc", "conformance", "data"])
        for link in links {
            #expect(link.at("href").stringValue?.hasPrefix("https://example.org/cubes/edr") == true)
        }
    }

    @Test func conformanceNamesEachEditionInItsOwnSpelling() throws {
        let classes =
            try document("/edr/conformance").at("conformsTo").arrayValue?.compactMap(\.stringValue) ?? []
        #expect(classes.contains("http://www.opengis.net/spec/ogcapi-edr-1/1.0/conf/core"))
        #expect(classes.contains("https://www.opengis.net/spec/ogcapi-edr-1/1.2/conf/core"))
        #expect(!classes.contains { $0.hasSuffix("/html") || $0.hasSuffix("/geojson") })
        #expect(Set(classes).count == classes.count)
    }

    @Test func theCollectionIsWhatTheListSays() throws {
        let collection = try document("/edr/collections/cube")
        #expect(try document("/edr/collections").at("collections.0") == collection)
        #expect(collection.at("id") == "cube")
        #expect(collection.at("description") == "Everything that an axis can be")
        #expect(collection.at("parameter_names").objectValue?.keys == ["air", "ensemble", "kind"])
        let link = collection.at("data_queries.position.link")
        #expect(link.at("href") == "https://example.org/cubes/edr/collections/cube/position")
        #expect(link.at("variables.query_type") == "position")
        #expect(link.at("variables.output_formats") == ["CoverageJSON"])
    }

    @Test func extents() throws {
        let extent = try document("/edr/collections/cube").at("extent")
        #expect(extent.at("spatial.bbox") == [[-2.5, 58.5, 2.5, 61.5]])
        #expect(extent.at("temporal.interval") == [["2024-03-01T00:00:00Z", "2024-03-01T18:00:00Z"]])
        #expect(extent.at("temporal.values") == ["R3/2024-03-01T00:00:00Z/PT6H"])
        #expect(extent.at("vertical.interval") == [["500", "1000"]])
        #expect(extent.at("vertical.values") == ["1000", "850", "500"])
        #expect(extent.at("custom.0.id") == "member")
        #expect(extent.at("custom.0.interval") == [[1, 5]])
        #expect(extent.at("custom.0.values") == ["1", "5"])
    }

    @Test func parameters() throws {
        let air = try document("/edr/collections/cube").at("parameter_names.air")
        #expect(air.at("type") == "Parameter")
        #expect(air.at("label") == "Air temperature")
        #expect(air.at("dataType") == "float")
        #expect(air.at("unit.symbol") == "K")
        #expect(air.at("observedProperty.id") == "http://vocab.nerc.ac.uk/standard_name/air_temperature/")
        #expect(air.at("measurementType") == ["method": "mean", "duration": "PT6H"])
        #expect(air.at("extent.vertical.values") == ["1000", "850", "500"])
        let kind = try document("/edr/collections/cube").at("parameter_names.kind")
        #expect(kind.at("extent.vertical") == nil)
        #expect(kind.at("extent.temporal.values") == ["R3/2024-03-01T00:00:00Z/PT6H"])
    }

    @Test func aParameterWithAllAxesNeedsNoExtent() throws {
        let flat = try EDRFixture.ask("/edr/collections/flat", [EDRFixture.flat()])
        #expect(
            try EDRFixture.json(flat).at("parameter_names.height").objectValue?.keys.contains("extent")
                == false
        )
    }

    @Test func theAPIListsWhatExists() throws {
        let api = try document("/edr/api")
        #expect(api.at("openapi") == "3.0.3")
        #expect(api.at("servers.0.url") == "https://example.org/cubes/edr")
        let position = try #require(api["paths"]?["/collections/{collectionId}/position"]?["get"])
        let names = position.at("parameters").arrayValue?.compactMap { $0["$ref"]?.stringValue } ?? []
        let parameters = names.compactMap { $0.split(separator: "/").last }.map {
            api.at("components.parameters.\($0)")
        }
        #expect(parameters.count == names.count)
        for parameter in parameters where parameter.at("in") == "query" {
            #expect(parameter.at("style") == "form")
            #expect(parameter.at("required") == .bool(parameter.at("name") == "coords"))
        }
        #expect(!api.bytes.contains { $0 > 127 })
    }
}

@Suite struct TemporalValuesTests {
    private func values(_ texts: [String], _ calendar: CFCalendar = .standard) throws -> TemporalValues {
        let times = try texts.map { try #require(TimeText($0)?.start(in: calendar)) }
        return try #require(TemporalValues(merging: [times], calendar: calendar))
    }

    @Test(arguments: [
        (["2000-01-01"], ["2000-01-01T00:00:00Z"]),
        (["2000-01-01", "2000-01-02"], ["2000-01-01T00:00:00Z", "2000-01-02T00:00:00Z"]),
        (["2000-01-01", "2000-01-02", "2000-01-03"], ["R2/2000-01-01T00:00:00Z/P1D"]),
        (["2000-01-15", "2000-02-15", "2000-03-15"], ["R2/2000-01-15T00:00:00Z/P1M"]),
        (["2000-12-01", "2001-03-01", "2001-06-01"], ["R2/2000-12-01T00:00:00Z/P3M"]),
        (["2000-01-01", "2001-01-01", "2002-01-01"], ["R2/2000-01-01T00:00:00Z/P1Y"]),
        (
            ["2000-01-01", "2000-01-02", "2000-01-03", "2000-01-09", "2000-02-01"],
            ["R2/2000-01-01T00:00:00Z/P1D", "2000-01-09T00:00:00Z", "2000-02-01T00:00:00Z"]
        ),
        (["2000-01-03", "2000-01-02", "2000-01-01", "2000-01-01"], ["R2/2000-01-01T00:00:00Z/P1D"]),
    ])
    func texts(times: [String], expected: [String]) throws {
        #expect(try values(times).texts == expected)
    }

    @Test func keepsTheCalendar() throws {
        #expect(try values(["2000-02-30"], .day360).texts == ["2000-02-30T00:00:00Z"])
    }

    @Test func longIrregularAxesAreAnInterval() throws {
        // 1999 × 1999 seconds after the beginning of 1970.
        let times = (0..<2000).map { Int64($0 * $0) * 1000 }
        let values = try #require(TemporalValues(merging: [times], calendar: .standard))
        #expect(values.texts == ["1970-01-01T00:00:00Z/1970-02-16T06:00:01Z"])
        #expect(TemporalValues(merging: [[]], calendar: .standard) == nil)
    }
}

@Suite struct NumericValuesTests {
    @Test func listsFewAndSumsUpMany() throws {
        #expect(try #require(NumericValues([1000, 850.5])).texts == ["1000", "850.5"])
        let regular = (0..<1000).map { 0.1 * Double($0) }
        #expect(try #require(NumericValues(regular)).texts == ["R999/0/0.1"])
        let irregular = (0..<1000).map { Double($0 * $0) }
        #expect(try #require(NumericValues(irregular)).texts == ["0/998001"])
        #expect(NumericValues([.nan]) == nil)
    }
}
