import Coverages
import Execution
import Gateway
import Serving
import TestSupport
import Testing

@testable import EDR

/// Equal tags mean equal bytes, whichever worker answers, whatever it was asked before: generated cases.
struct SameAnswersTests {
    /// One meaning in several spellings, and many meanings.
    private static func addresses(_ random: inout SplitMix, count: Int) -> [String] {
        func pick<Item>(_ items: [Item]) -> Item { items[Int(random.next() % UInt64(items.count))] }
        return (0..<count).map { _ in
            let place = pick([
                "position?coords=POINT(1%2060)", "position?coords=POINT(1.2%2060.1)",
                "position?coords=MULTIPOINT((1%2060),(0%2059))", "cube?bbox=-0.5,58.5,1.5,60.5",
                "area?coords=POLYGON((-0.5%2058.5,1.5%2058.5,1.5%2060.5,-0.5%2060.5,-0.5%2058.5))", "",
            ])
            guard !place.isEmpty else { return "/edr/collections/cube?f=json" }
            let parts = [
                pick([
                    "", "datetime=2024-03-01T06:00:00Z", "datetime=2024-03-01T06:00Z",
                    "datetime=2024-03-01T06:00:00Z/2024-03-01T12:00:00Z",
                    "datetime=..%2F2024-03-01T12:00:00Z",
                ]),
                pick(["", "z=850", "z=850.0", "z=500,850", "z=R3/500/175"]),
                pick(["", "parameter-name=air", "parameter-name=kind", "parameter-name=air,kind,ensemble"]),
                pick(["", "f=CoverageJSON", "f=csv"]), pick(["", "member=5"]),
            ]
            return "/edr/collections/cube/" + ([place] + parts.filter { !$0.isEmpty }).joined(separator: "&")
        }
    }

    @Test(arguments: [UInt64(21), 22, 23]) func equalTagsMeanEqualBytes(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let addresses = Self.addresses(&random, count: 120)
        var bodies: [String: (kind: String, body: [UInt8])] = [:]
        var tagged = 0
        for order in [addresses, addresses.reversed(), addresses.shuffled(using: &random)] {
            // A worker keeps what it has read, and documents that it has made.
            let cube = try EDRFixture.make()
            let documents = DocumentCache(ledger: MemoryLedger(budget: 1 << 20))
            for address in order {
                let answer = try EDRFixture.ask(address, [cube], documents: documents)
                guard answer.status == 200, let tag = answer.fields["ETag"] else { continue }
                tagged += 1
                let kind = answer.fields["Content-Type"] ?? ""
                guard let known = bodies[tag] else {
                    bodies[tag] = (kind, answer.body)
                    continue
                }
                #expect(known.body == answer.body && known.kind == kind, "\(address) \(tag)")
            }
        }
        #expect(tagged > 150 && bodies.count > 20, "\(tagged) \(bodies.count)")
    }
}
