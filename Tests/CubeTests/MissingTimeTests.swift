import Failures
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube

/// NumPy's `NaT`, −2^63, is no time: neither by the type `datetime64` nor in the integers that xarray writes for it.
@Suite struct MissingTimeTests {
    private static let elements: [ElementType?] = [nil, .datetime(.nanoseconds, 1), .datetime(.days, 1)]

    private func dataset(_ times: [Int64], _ element: ElementType?, scalar: Bool = false) throws -> Dataset {
        var time = FixtureArray(
            "time",
            [("time", times.count)],
            .int64,
            times,
            attributes: element == nil ? [("units", "nanoseconds since 1970-01-01")] : []
        )
        time.element = element
        let size = scalar ? 2 : times.count
        let v = FixtureArray(
            "v",
            [(scalar ? "n" : "time", size)],
            .float32,
            (0..<size).map { Float($0) },
            attributes: scalar ? [("coordinates", "time")] : []
        )
        return try CubeFixture(arrays: [time, v]).dataset
    }

    @Test(arguments: elements) func nothingButMissingTimesIsNoCoordinate(element: ElementType?) throws {
        let dataset = try dataset([.min, .min, .min], element)
        let axis = try #require(dataset.axes.first)
        #expect(axis.times == nil && !axis.hasCoordinates && axis.extentText == "0/2")
        #expect(dataset.findings.map(\.problem) == [.noPositions])
    }

    /// The first of January 1970 and the second, as each unit counts them.
    @Test(arguments: elements) func aMissingTimeHasNoDate(element: ElementType?) throws {
        let day: Int64 = element == .datetime(.days, 1) ? 1 : 86_400_000_000_000
        let axis = try #require(try dataset([0, .min, day], element).axes.first)
        #expect((0..<3).map { axis.text(at: $0) } == ["1970-01-01T00:00:00Z", "", "1970-01-02T00:00:00Z"])
        #expect(axis.extentText == "1970-01-01T00:00:00Z/1970-01-02T00:00:00Z")
    }

    @Test(arguments: elements) func aMissingScalarIsNone(element: ElementType?) throws {
        #expect(try dataset([.min], element, scalar: true).variables.first?.scalars.isEmpty == true)
    }

    /// What a refusal says of an axis begins with the least, however it is stored.
    @Test(arguments: [
        ([0.0, 1, 2], "2000-01-01T00:00:00Z/2000-01-03T00:00:00Z"),
        ([2.0, 1, 0], "2000-01-01T00:00:00Z/2000-01-03T00:00:00Z"),
        ([1.0, 0, 2], "2000-01-01T00:00:00Z/2000-01-03T00:00:00Z"),
    ])
    func extentsAreToldForwards(days: [Double], extent: String) throws {
        let time = FixtureArray.axis("time", days, units: "days since 2000-01-01")
        let level = FixtureArray.axis("level", days.map { $0 * 5 }, units: "hPa")
        let v = FixtureArray("v", [("time", 3), ("level", 3)], .float32, [Float](repeating: 1, count: 9))
        let dataset = try CubeFixture(arrays: [time, level, v]).dataset
        #expect(dataset.axes.map(\.extentText) == [extent, "0/10"])
        let query = Query(variables: ["v"], selectors: [.name("level"): .values([70, 80.5])])
        let failure = #expect(throws: Failure.self) { try dataset.bind(query) }
        #expect(failure == .outsideDomain(axis: "level", received: "70,80.5", extent: "0/10"))
    }
}
