import Cube
import Gateway
import TestSupport
import Testing
import Zarr

@testable import DAP

/// Equal tags mean equal bytes, whichever worker answers, whatever it was asked before: generated cases.
struct SameAnswersTests {
    private static let suffixes = [".dods", ".ascii", ".dds", ".das", ".dmr", ".dap", ".plan", ".dap.plan"]

    /// Some requests, many of them with one meaning in several spellings.
    private static func requests(_ random: inout SplitMix, count: Int) -> [(path: String, query: String)] {
        func pick<Item>(_ items: [Item]) -> Item { items[Int(random.next() % UInt64(items.count))] }
        return (0..<count).map { _ in
            let suffix = pick(suffixes)
            let slices = pick(["", "[0:1][0][0:2]", "[0:1:1][0:0][0:1:2]", "[2][1][3]", "[0][0]"])
            let name = pick(["t2m", "lat", "odd", "plain", "a.b c"])
            let isWhole = name != "t2m"
            guard suffix.hasPrefix(".d") && suffix != ".dods", suffix != ".dds", suffix != ".das" else {
                let words = name == "a.b c" ? "a%2eb%20c" : name
                return ("/dap/fixture\(suffix)", pick(["", words + (isWhole ? "" : slices), "lat,\(words)"]))
            }
            let words = "/" + name.replacing(".", with: "\\.").replacing(" ", with: "%20")
            let checksums = pick(["", "&dap4.checksum=true", "&dap4.checksum=false"])
            let constraint = pick(["", "dap4.ce=" + words + (isWhole ? "" : slices), "dap4.ce=/lat;\(words)"])
            return ("/dap/fixture\(suffix)", constraint + checksums)
        }
    }

    @Test(arguments: [UInt64(11), 12, 13]) func equalTagsMeanEqualBytes(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let requests = Self.requests(&random, count: 150)
        var bodies: [String: (kind: String, body: [UInt8])] = [:]
        var tagged = 0
        // Each worker is asked in another order.
        for order in [requests, requests.reversed(), requests.shuffled(using: &random)] {
            let worker = try DAPClient()
            for (path, query) in order {
                let answer = try worker.get(path, query: query)
                guard answer.status == 200, let tag = answer.fields["ETag"] else { continue }
                tagged += 1
                let kind = answer.fields["Content-Type"] ?? ""
                guard let known = bodies[tag] else {
                    bodies[tag] = (kind, answer.body)
                    continue
                }
                #expect(known.body == answer.body && known.kind == kind, "\(path)?\(query) \(tag)")
            }
        }
        #expect(tagged > 200 && bodies.count > 20, "\(tagged) \(bodies.count)")
    }

    /// The same names of another state are other answers.
    @Test func anotherStateHasOtherTags() throws {
        var random = SplitMix(state: 14)
        let other = try CubeFixture(
            arrays: DAPFixture.arrays,
            version: DatasetVersion(snapshot: "fixture-2", isPinned: false, freshSeconds: 60)
        )
        let (first, second) = (try DAPClient(), DAPClient([other]))
        for (path, query) in Self.requests(&random, count: 100) {
            let tags = try [first, second].map { try $0.get(path, query: query).fields["ETag"] }
            guard let tag = tags[0] else { continue }
            #expect(tags[1] != tag, "\(path)?\(query)")
        }
    }
}
