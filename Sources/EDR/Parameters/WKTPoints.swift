internal import CF
internal import Failures

/// A point of the `coords` parameter: x is the longitude, y the latitude (OGC 19-086r9, clause 8.2.2).
struct QueryPoint: Sendable, Hashable {
    var x: Double
    var y: Double
    /// In the units of the data's vertical axis.
    var z: Double?
}

/// Reads `POINT` and `MULTIPOINT` as the position query takes them: any case, free blanks, `Z` glued or apart.
struct WKTPoints {
    /// Longer texts hold more points than a request may have, or no points at all.
    static let longestText = 32_768
    /// Points of one request: each is bound and read on its own.
    static let maxPoints = 500

    private static let expected = "WKT such as POINT(5.2 52.1) or MULTIPOINT((5.2 52.1),(4.9 52.4))"

    private var scanner: TextScanner
    private let text: String
    private var hasZ = false

    /// - Throws: `Failure.invalid` for what is no such WKT, `EDRError.tooMany` for more points than a request may have.
    static func parse(_ text: String) throws -> [QueryPoint] {
        guard text.utf8.count <= longestText else {
            throw EDRError.tooMany("bytes of coords", allowed: longestText, requested: text.utf8.count)
        }
        var parser = WKTPoints(scanner: TextScanner(text), text: text)
        return try parser.parseGeometry()
    }

    private mutating func parseGeometry() throws -> [QueryPoint] {
        scanner.skipBlanks()
        var word = scanner.takeWord()
        if word.hasSuffix("Z") {
            word.removeLast()
            hasZ = true
        }
        guard word == "POINT" || word == "MULTIPOINT" else { throw refusal }
        scanner.skipBlanks()
        if !hasZ, case let dimension = scanner.takeWord(), !dimension.isEmpty {
            guard dimension == "Z" else { throw refusal }
            hasZ = true
            scanner.skipBlanks()
        }
        let points = word == "POINT" ? [try parseBracketed()] : try parseList()
        scanner.skipBlanks()
        guard scanner.isAtEnd else { throw refusal }
        return points
    }

    /// `((x y),(x y))` and `(x y,x y)`: both spellings are in use.
    private mutating func parseList() throws -> [QueryPoint] {
        guard scanner.take("(") else { throw refusal }
        var points: [QueryPoint] = []
        repeat {
            scanner.skipBlanks()
            let start = scanner
            if scanner.take("(") {
                scanner = start
                points.append(try parseBracketed())
            } else {
                points.append(try parsePoint())
            }
            guard points.count <= Self.maxPoints else {
                throw EDRError.tooMany("points", allowed: Self.maxPoints, requested: points.count)
            }
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take(")") else { throw refusal }
        return points
    }

    private mutating func parseBracketed() throws -> QueryPoint {
        guard scanner.take("(") else { throw refusal }
        let point = try parsePoint()
        scanner.skipBlanks()
        guard scanner.take(")") else { throw refusal }
        return point
    }

    private mutating func parsePoint() throws -> QueryPoint {
        let x = try parseCoordinate()
        let y = try parseCoordinate()
        return QueryPoint(x: x, y: y, z: hasZ ? try parseCoordinate() : nil)
    }

    private mutating func parseCoordinate() throws -> Double {
        scanner.skipBlanks()
        guard let value = scanner.takeNumber() else { throw refusal }
        return value
    }

    private var refusal: Failure {
        .invalid(parameter: "coords", received: text, expected: Self.expected)
    }
}
