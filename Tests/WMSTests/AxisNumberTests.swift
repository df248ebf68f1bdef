import Gateway
import JSON
import TestSupport
import Testing
import Zarr

@testable import Cube
@testable import Grids
@testable import WMS

/// Dimensions of float32 levels, of members and dates that repeat, and of more positions than a document has room for.
struct AxisNumberTests {
    private func fixture(_ array: FixtureArray) throws -> MapFixture {
        let grid = FixtureGrid.latLon([10, 0], [0, 10], along: [array])
        return try MapFixture(
            grid.coordinates + [grid.field("field", chunkShape: [1, 2, 2]) { Float($0[0]) }]
        )
    }

    private func dimension(_ fixture: MapFixture, _ name: String) throws -> String {
        let text = try fixture.get("SERVICE=WMS&REQUEST=GetCapabilities").text
        let start = try #require(text.firstRange(of: "<Dimension name=\"\(name)\""))
        return String(text[start.lowerBound...].prefix { $0 != "\n" })
    }

    private func value(_ fixture: MapFixture, _ changes: [String: String?]) throws -> FinishedResponse {
        var changes = changes
        changes["REQUEST"] = "GetFeatureInfo"
        changes["QUERY_LAYERS"] = "field"
        changes["BBOX"] = "-5,-5,15,15"
        changes["I"] = "5"
        changes["J"] = "5"
        return try fixture.get(MapFixture.mapQuery(changes))
    }

    @Test func floatLevelsAreListedAndAskedByTheirTexts() throws {
        let levels: [Float] = [0.494025, 1.541375, 2.645669]
        let fixture = try fixture(.depths(levels))
        let text = try dimension(fixture, "elevation")
        #expect(text.contains(">0.494025,1.541375,2.645669<"), "\(text)")
        #expect(text.contains("default=\"0.494025\""))
        for (index, level) in ["0.494025", "1.541375", "2.645669"].enumerated() {
            let answer = try value(fixture, ["ELEVATION": level])
            #expect(answer.text.hasPrefix("field: \(index)"), "\(answer.text)")
            #expect(!answer.fields.fields.contains { $0.name == "Warning" })
            #expect(answer.text.contains(level))
        }
    }

    @Test func repeatedMembersAreKnownByPosition() throws {
        let fixture = try fixture(.members([0, 1, 2, 0, 1, 2]))
        let text = try dimension(fixture, "member")
        #expect(text.contains(">0,1,2,3,4,5<") && text.contains("default=\"0\""), "\(text)")
        for member in 0..<6 {
            let answer = try value(fixture, ["DIM_MEMBER": "\(member)"])
            #expect(answer.text.hasPrefix("field: \(member)"))
            #expect(answer.text.contains("\(member) (\(member % 3))"), "\(answer.text)")
        }
    }

    private func repeatedDates() throws -> MapFixture {
        try fixture(.axis("time", [Int32(0), 1, 1, 2], units: "days since 2000-01-01"))
    }

    @Test func repeatedDatesAreKnownByPositionToo() throws {
        let fixture = try repeatedDates()
        #expect(try dimension(fixture, "time_position").contains(">0,1,2,3<"))
        for step in 0..<4 {
            let answer = try value(fixture, ["DIM_TIME_POSITION": "\(step)"])
            #expect(answer.text.hasPrefix("field: \(step)"), "\(answer.text)")
        }
        #expect(try value(fixture, ["TIME": "2000-01-02T00:00:00Z"]).text.hasPrefix("field: 1"))
    }

    /// Which positions a date leaves.
    @Test(arguments: [
        ("2000-01-02T00:00:00Z", [1, 2]), ("2000-01-02", [1, 2]), ("2000-01-01T00:00:00Z", [0]),
        ("2000-01-01T00:00:00Z/2000-01-02T00:00:00Z", [0, 1, 2]), ("2000-01", [0, 1, 2, 3]),
    ])
    func aDateAndAPositionThatDisagreeAreRefused(time: String, agreeing: [Int]) throws {
        let fixture = try repeatedDates()
        for step in 0..<4 {
            let answer = try value(fixture, ["TIME": time, "DIM_TIME_POSITION": "\(step)"])
            guard !agreeing.contains(step) else {
                #expect(answer.text.hasPrefix("field: \(step)"), "\(answer.text)")
                continue
            }
            #expect(answer.status == 400 && answer.text.contains("InvalidDimensionValue"), "\(answer.text)")
        }
    }

    @Test func missingPositionsAreNotListed() throws {
        let fixture = try fixture(
            .axis("height", [Float.nan, 10, 2, .infinity], units: "m", attributes: [("positive", "up")])
        )
        let text = try dimension(fixture, "elevation")
        #expect(text.contains(">2,10<") && text.contains("default=\"2\""), "\(text)")
        #expect(!text.lowercased().contains("nan") && !text.lowercased().contains("inf"))
    }

    /// However long, one interval: 10^12 positions are not listed.
    @Test func longAxesAreIntervals() {
        let axis = Axis(name: "n", role: .custom, cells: CellAxis(indices: 1_000_000_000_000))
        #expect(DimensionExtent.text(of: axis) == "0/999999999999/1")
    }
}
