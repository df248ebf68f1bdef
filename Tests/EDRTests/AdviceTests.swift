import Failures
import Gateway
import JSON
import TestSupport
import Testing

@testable import EDR

/// What a refusal advises is true: the request with it passes.
@Suite struct AdviceTests {
    /// The query with what the advice replaces; nil where it advises nothing that can be followed.
    static func followed(_ query: [String: String], _ description: String) -> [String: String]? {
        guard let match = description.firstMatch(of: /With (.*) it passes\./) else { return nil }
        var query = query
        var rest = String(match.1)
        if let points = rest.firstMatch(of: /^the first ([0-9]+) of the [0-9]+ points( and )?/) {
            let all = (query["coords"] ?? "").split(separator: "(", maxSplits: 1).last ?? ""
            let texts = all.dropLast().split(separator: ",").prefix(Int(points.1) ?? 0)
            query["coords"] = "MULTIPOINT(\(texts.joined(separator: ",")))"
            rest.removeSubrange(points.range)
        }
        for pair in rest.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            query[String(halves[0])] = String(halves[1])
        }
        return query
    }

    private static func address(_ type: String, _ query: [String: String]) -> String {
        let pairs = query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "/edr/collections/cube/\(type)?\(pairs.joined(separator: "&"))"
    }

    /// Points in and outside the data, some of them dozens of times.
    private static func points(_ random: inout SplitMix) -> String {
        let places = ["(1 60)", "(2 60)", "(0 59)", "(90 0)", "(358 61)"]
        let count = [1, 3, 40].randomElement(using: &random) ?? 1
        let chosen = (0..<count).map { _ in places.randomElement(using: &random) ?? "" }
        return "MULTIPOINT(\(chosen.joined(separator: ",")))"
    }

    private static func query(_ random: inout SplitMix) -> (type: String, query: [String: String]) {
        let isCube = Bool.random(using: &random)
        var query = isCube ? ["bbox": "-2,59,2,61"] : ["coords": points(&random)]
        let names = ["air", "air,kind", "kind,ensemble", "ensemble,air,kind", nil]
        query["parameter-name"] = names.randomElement(using: &random) ?? nil
        if query["parameter-name"] == "air,kind", Bool.random(using: &random) { query["units"] = "degC," }
        query["datetime"] =
            [nil, "2024-03-01T06:00:00Z", "2024-03-01T00:00:00Z/.."].randomElement(using: &random) ?? nil
        query["z"] = [nil, "850", "500,1000"].randomElement(using: &random) ?? nil
        query["member"] = [nil, "5", "1,5"].randomElement(using: &random) ?? nil
        return (isCube ? "cube" : "position", query)
    }

    private static func limits(_ random: inout SplitMix) -> Limits {
        var limits = Limits()
        switch Int.random(in: 0..<4, using: &random) {
        case 0: limits.outputCells = Int.random(in: 1...60, using: &random)
        case 1: limits.chunks = Int.random(in: 1...12, using: &random)
        case 2: limits.outputBytes = Int.random(in: 8...400, using: &random)
        default: limits.decodedBytes = Int.random(in: 40...4000, using: &random)
        }
        return limits
    }

    @Test func whoFollowsItPasses() throws {
        var random = SplitMix(state: 11)
        var advised = 0
        for _ in 0..<300 {
            let cube = try EDRFixture.make(limits: Self.limits(&random))
            let (type, query) = Self.query(&random)
            let answer = try EDRFixture.ask(Self.address(type, query), [cube])
            guard answer.status == 413 else { continue }
            let description = try EDRFixture.json(answer).at("description").stringValue ?? ""
            #expect(!description.contains("%  of") && !description.contains("% of it"))
            guard let next = Self.followed(query, description) else {
                // Nothing passes, and that is said.
                #expect(description.contains("Not even one value"), "\(query): \(description)")
                continue
            }
            advised += 1
            let second = try EDRFixture.ask(Self.address(type, next), [cube])
            #expect(second.status == 200, "\(query): \(description) then \(second.text.prefix(300))")
        }
        #expect(advised > 60)
    }

    /// Fewer variables before a smaller box, which would be another place.
    @Test func aCubeKeepsItsBox() throws {
        var limits = Limits()
        limits.outputCells = 15
        let cube = try EDRFixture.make(limits: limits)
        let query = "bbox=-2,59,2,61&parameter-name=kind,ensemble&datetime=2024-03-01T00:00:00Z"
        let answer = try EDRFixture.ask("/edr/collections/cube/cube?\(query)", [cube])
        let description = try EDRFixture.json(answer).at("description").stringValue ?? ""
        #expect(description.hasSuffix("With parameter-name=kind it passes."), "\(description)")
    }

    /// What is told in words stands apart from what stands in an address.
    @Test func manyPointsAreToldInWords() throws {
        var limits = Limits()
        limits.outputCells = 120
        let cube = try EDRFixture.make(limits: limits)
        let points = Array(repeating: "(1 60)", count: 200).joined(separator: ",")
        let answer = try EDRFixture.ask(
            "/edr/collections/cube/position?coords=MULTIPOINT(\(points))&parameter-name=kind",
            [cube]
        )
        let description = try EDRFixture.json(answer).at("description").stringValue ?? ""
        #expect(description.hasSuffix("With the first 30 of the 200 points it passes."), "\(description)")
    }
}
