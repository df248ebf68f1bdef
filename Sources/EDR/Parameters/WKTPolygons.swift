internal import CRS
internal import CF
internal import Cube
internal import Failures
internal import Grids

/// Reads `POLYGON` and `MULTIPOLYGON` as the area query takes them: holes, any case, `Z` glued or apart.
struct WKTPolygons {
    /// A longer text is refused whatever it holds.
    static let longestText = 262_144

    static let expected = "WKT such as POLYGON((4 52,6 52,6 53,4 52)), longitude first, each ring closed"

    private var scanner: TextScanner
    private let text: String
    private let maxVertices: Int
    private var hasZ = false
    private var vertices = 0
    private var levels: (least: Double, greatest: Double)?

    /// The place, whose polygons are not yet known to be valid, and, where the vertices have a `z`, the level
    /// or levels that they span.
    ///
    /// - Throws: `Failure.invalid` for what is no such WKT, `tooLarge` for more vertices than `maxVertices`.
    static func parse(
        _ text: String,
        _ crs: CRSName = .geographic,
        maxVertices: Int = Limits().vertices
    ) throws -> (place: Place, levels: NumberSelection?) {
        guard text.utf8.count <= longestText else {
            throw EDRError.tooMany("bytes of coords", allowed: longestText, requested: text.utf8.count)
        }
        var parser = WKTPolygons(
            scanner: TextScanner(text),
            text: text,
            maxVertices: maxVertices
        )
        let polygons = try parser.parseGeometry()
        guard let place = place(polygons, crs) else { throw parser.refusal }
        let selection = parser.levels.map { levels in
            levels.least == levels.greatest
                ? NumberSelection.value(levels.least) : .interval(levels.least, levels.greatest)
        }
        return (place, selection)
    }

    private static func place(_ polygons: [[[Region.Vertex]]], _ crs: CRSName) -> Place? {
        switch crs {
        case .geographic: Region(polygons).map { .region($0) }
        case .projected(let system):
            PlaneRegion(polygons).map { .plane(.region($0), system: system.name) }
        }
    }

    private mutating func parseGeometry() throws -> [[[Region.Vertex]]] {
        scanner.skipBlanks()
        var word = scanner.takeWord()
        if word.hasSuffix("Z") {
            word.removeLast()
            hasZ = true
        }
        guard word == "POLYGON" || word == "MULTIPOLYGON" else { throw refusal }
        scanner.skipBlanks()
        if !hasZ, case let dimension = scanner.takeWord(), !dimension.isEmpty {
            guard dimension == "Z" else { throw refusal }
            hasZ = true
        }
        let polygons = word == "POLYGON" ? [try parseRings()] : try list { try $0.parseRings() }
        scanner.skipBlanks()
        guard scanner.isAtEnd else { throw refusal }
        return polygons
    }

    private mutating func parseRings() throws -> [[Region.Vertex]] {
        try list { parser in
            let ring = try parser.list { try $0.parseVertex() }
            guard ring.count >= 4, ring.first == ring.last else { throw parser.refusal }
            return ring
        }
    }

    /// One or more elements in brackets, with commas between them.
    private mutating func list<Element>(
        _ element: (inout WKTPolygons) throws -> Element
    ) throws -> [Element] {
        scanner.skipBlanks()
        guard scanner.take("(") else { throw refusal }
        var elements: [Element] = []
        repeat {
            elements.append(try element(&self))
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take(")") else { throw refusal }
        return elements
    }

    private mutating func parseVertex() throws -> Region.Vertex {
        vertices += 1
        guard vertices <= maxVertices else {
            throw Failure.tooLarge(
                limit: .vertices,
                allowed: maxVertices,
                requested: vertices,
                advice: "Simplify the polygons."
            )
        }
        let vertex = Region.Vertex(x: try parseNumber(), y: try parseNumber())
        if hasZ {
            let z = try parseNumber()
            levels = (min(levels?.least ?? z, z), max(levels?.greatest ?? z, z))
        }
        return vertex
    }

    private mutating func parseNumber() throws -> Double {
        scanner.skipBlanks()
        guard let number = scanner.takeNumber() else { throw refusal }
        return number
    }

    private var refusal: Failure {
        .invalid(parameter: "coords", received: text, expected: Self.expected)
    }
}
