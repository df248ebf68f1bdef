import Gateway
import JSON
import TestSupport
import Testing

@testable import EDR

/// Queries with random damage: each gets an answer or a refusal in the protocol's own form, and nothing else.
@Suite struct MutationTests {
    private static let queries: [(type: String, query: String)] = [
        (
            "position",
            "coords=POINT(1.2+60.4)&parameter-name=air&datetime=2024-03-01T06:00:00Z&z=850&crs=CRS84&f=CoverageJSON"
        ),
        ("position", "coords=MULTIPOINT((1+60),(2+59))&datetime=2024-03-01T00:00:00Z/..&z=500/850"),
        ("position", "coords=POINT%20Z(1%2060%20850)&datetime=R3/2024-03-01T00:00:00Z/P1DT6H&member=1,5"),
        ("position", "coords=POINT(1+60)&datetime=2024-02-29,2024-03-01T00:00Z&z=R2/1000/-150&member=R1/1/4"),
        (
            "position",
            "coords=POINT(-1e0+6.0E1)&parameter-name=kind,ensemble&datetime=../2024-03-01T12:00:00+02:00&z=../700"
        ),
        (
            "area",
            "coords=POLYGON((-1.1+58.5,1.1+58.5,-1.1+60.7,-1.1+58.5))&parameter-name=kind&datetime=2024-03-01"
        ),
        (
            "area",
            "coords=MULTIPOLYGON+Z(((0+59+1,1+59+1,1+60+9,0+59+1),(0+59+1,1+59+1,1+60+9,0+59+1)))&z=850"
        ),
        ("cube", "bbox=359,59.5,1.4,61&parameter-name=air&z=500/850&datetime=../2024-03-01T06:00:00Z"),
        ("cube", "bbox=-1,59,400,1,61,900&datetime=R1/2024-03-01T00:00:00Z/PT6H&member=1"),
    ]
    private static let fragments = [
        "R", "/", "..", ",", "Z", "(", ")", "%", "%2", "%00", "+", "-", "9", "e", ".", "P", "T", "&", "=",
        "nan", "M",
        "99999999999999999999", "POINT", "\u{FC}", "EMPTY", "-0", "1e308", "&&", "0000",
    ]

    @Test(arguments: 0..<queries.count)
    func damage(number: Int) throws {
        let cube = try EDRFixture.make()
        var generator = SplitMix(state: UInt64(number))
        for _ in 0..<250 {
            let (type, whole) = Self.queries[number]
            let query = Self.damaged(whole, &generator)
            let answer = try EDRFixture.ask("/edr/collections/cube/\(type)?\(query)", [cube])
            #expect([200, 204, 400, 413].contains(answer.status), "\(query)")
            if answer.status == 204 { continue }
            let document = try EDRFixture.json(answer)
            let first = answer.status == 200 ? "type" : "code"
            #expect(document.objectValue?.keys.contains(first) == true, "\(query)")
        }
    }

    private static func damaged(_ query: String, _ generator: inout SplitMix) -> String {
        var scalars = Array(query.unicodeScalars)
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
            let place = Int.random(in: 0..<scalars.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: scalars.remove(at: place)
            case 1: scalars[place] = Unicode.Scalar(UInt8.random(in: 0x20..<0x7F, using: &generator))
            default:
                let fragment = fragments[Int.random(in: 0..<fragments.count, using: &generator)]
                scalars.insert(contentsOf: fragment.unicodeScalars, at: place)
            }
        }
        var damaged = ""
        damaged.unicodeScalars.append(contentsOf: scalars)
        return damaged
    }
}
