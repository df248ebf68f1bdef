import Catalogue
import Failures
import TestSupport
import Testing

@testable import DAP

/// Requests put together at random from the pieces of real ones: each is answered or refused, none is fatal.
@Suite struct DamagedRequestTests {
    /// A small generator with a seed: failures repeat.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 29)) &* 0x9E37_79B9_7F4A_7C15
        }
    }

    static let pieces2 = [
        "t2m", "lat", "odd", "one", "a%252Eb", "a.b c", ".", ",", "[", "]", "[0]", "[1:2]", "[0:1:0]",
        "[0:2:9]", ":", "0",
        "7", "99999999999999999999", "-1", "&", "%5B", "%5d", "%", "%zz", "%00", "%C3%A9", "(", ")", "\"",
        "é", "+", " ",
        "g.g", "t2m.t2m", "t2m.lat", "\u{301}", "%CC%81",
    ]
    static let pieces4 =
        pieces2 + [
            "dap4.ce=", "dap4.checksum=", "true", "false", "/", ";", "{", "}", "|", "=", "/lat=[0]", "[]",
            "[1:]", "[1:2:]", "\\",
            "/t2m", "/odd",
        ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func constraintsOfDAP2(_ seed: UInt64) throws {
        let dataset = try DAPFixture.cube().dataset
        var generator = Generator(state: seed)
        var answered = 0
        for _ in 0..<1500 {
            let query = Self.query(Self.pieces2, &generator)
            do {
                _ = try DAP2Request(dataset: dataset, rawQuery: query).data()
                answered += 1
            } catch {
                #expect((400..<500).contains(error.status), "\(query)")
            }
        }
        #expect(answered > 0)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func constraintsOfDAP4(_ seed: UInt64) throws {
        let dataset = try DAPFixture.cube().dataset
        var generator = Generator(state: seed)
        for _ in 0..<1500 {
            let query = "dap4.ce=" + Self.query(Self.pieces4, &generator)
            do {
                _ = try DAP4Request(DatasetTree(dataset), rawQuery: query).data()
            } catch {
                #expect((400..<500).contains(error.status), "\(query)")
            }
        }
    }

    private static func query(_ pieces: [String], _ generator: inout Generator) -> String {
        (0..<Int.random(in: 1...7, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
    }
}
