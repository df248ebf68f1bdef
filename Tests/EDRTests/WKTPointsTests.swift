import Failures
import Testing

@testable import EDR

@Suite struct WKTPointsTests {
    struct Accepted: CustomTestStringConvertible {
        let text: String
        let points: [QueryPoint]
        var testDescription: String { text }

        init(_ text: String, _ points: (Double, Double, Double?)...) {
            self.text = text
            self.points = points.map { QueryPoint(x: $0.0, y: $0.1, z: $0.2) }
        }
    }

    @Test(arguments: [
        Accepted("POINT(5.2 52.1)", (5.2, 52.1, nil)),
        Accepted("point (5.2 52.1)", (5.2, 52.1, nil)),
        Accepted("  POINT(  5.2   52.1 )  ", (5.2, 52.1, nil)),
        Accepted("POINT(5.2e0 5.21E+1)", (5.2, 52.1, nil)),
        Accepted("POINT(-.5 +52.)", (-0.5, 52, nil)),
        Accepted("POINT Z(5 52 850)", (5, 52, 850)),
        Accepted("POINTZ(5 52 850)", (5, 52, 850)),
        Accepted("POINT z (5 52 850)", (5, 52, 850)),
        Accepted("MULTIPOINT((1 2),(3 4))", (1, 2, nil), (3, 4, nil)),
        Accepted("MULTIPOINT(1 2,3 4)", (1, 2, nil), (3, 4, nil)),
        Accepted("MULTIPOINT ( (1 2) , 3 4 )", (1, 2, nil), (3, 4, nil)),
        Accepted("MULTIPOINT Z((1 2 3))", (1, 2, 3)),
        Accepted("POINT(355 -91)", (355, -91, nil)),
    ])
    func reads(_ accepted: Accepted) throws {
        #expect(try WKTPoints.parse(accepted.text) == accepted.points)
    }

    @Test(arguments: [
        "", "POINT", "POINT()", "POINT(1)", "POINT(a b)", "POINT(1 2", "POINT 1 2", "1,2", "POINT(1,2)",
        "POINT(nan nan)", "POINT(inf 0)", "POINT(1e400 0)", "POINT(0x10 0)", "POINT EMPTY", "POINT(1 2)x",
        "POINT(1 2) (3 4)",
        "POINT(1 2 3)", "POINT Z(1 2)", "POINT M(1 2 3)", "POINT ZM(1 2 3 4)", "POINTS(1 2)", "PÖINT(1 2)",
        "POINT((1 2))", "MULTIPOINT()", "MULTIPOINT(1 2", "MULTIPOINT((1 2)", "MULTIPOINT((1 2),)",
        "MULTIPOINT EMPTY",
        "POLYGON((0 0,1 0,1 1,0 0))", "LINESTRING(0 0,1 1)", "GEOMETRYCOLLECTION EMPTY", "\u{0}",
        "POINT(1\u{0}2)",
    ])
    func refuses(_ text: String) {
        #expect(throws: Failure.self) { try WKTPoints.parse(text) }
    }

    @Test func boundsTextAndPoints() {
        let many =
            "MULTIPOINT(" + Array(repeating: "1 2", count: WKTPoints.maxPoints + 1).joined(separator: ",")
            + ")"
        #expect(throws: EDRError.self) { try WKTPoints.parse(many) }
        let long = "POINT(" + String(repeating: " ", count: WKTPoints.longestText) + "1 2)"
        #expect(throws: EDRError.self) { try WKTPoints.parse(long) }
        #expect(throws: Failure.self) {
            try WKTPoints.parse("POINT(" + String(repeating: "1", count: 9000) + " 2)")
        }
        let deep = String(repeating: "GEOMETRYCOLLECTION(", count: 400) + "POINT(1 2)"
        #expect(throws: Failure.self) { try WKTPoints.parse(deep) }
    }
}
