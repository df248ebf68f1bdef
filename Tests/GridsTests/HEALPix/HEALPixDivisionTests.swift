import JSON
import TestSupport
import Testing

@testable import Grids

/// Pixels against `Tests/Fixtures/healpix.json`, in which healpy counted them.
@Suite struct HEALPixDivisionTests {
    private static func table(_ name: String) throws -> [[JSONValue]] {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Fixtures"
        let document = try #require(try JSONText.file("\(folder)/healpix.json"))
        let rows = (document[name]?.arrayValue ?? []).compactMap(\.arrayValue)
        try #require(!rows.isEmpty)
        return rows
    }

    private static func whole(_ value: JSONValue) throws -> Int {
        Int(try #require(value.integerValue))
    }

    private static func number(_ value: JSONValue) throws -> Double { try #require(value.doubleValue) }

    private static func away(_ longitude: Double, _ other: Double) -> Double {
        abs((longitude - other).remainder(dividingBy: 360))
    }

    @Test func placesLieInTheirPixels() throws {
        for row in try Self.table("places") {
            let side = try Self.whole(row[0])
            let (longitude, latitude) = (try Self.number(row[1]), try Self.number(row[2]))
            for (order, expected) in [(HEALPixDivision.Order.nested, row[3]), (.ring, row[4])] {
                guard let expected = expected.arrayValue else {
                    #expect(HEALPixDivision(side: side, order: order) == nil)
                    continue
                }
                let division = try #require(HEALPixDivision(side: side, order: order))
                let pixel = try #require(division.pixel(longitude: longitude, latitude: latitude))
                #expect(expected.contains(JSONValue(pixel)), "\(order) \(row)")
            }
        }
    }

    @Test func centresAndNumbersAgree() throws {
        for row in try Self.table("centres") {
            let rings = try #require(HEALPixDivision(side: try Self.whole(row[0]), order: .ring))
            let pixel = try Self.whole(row[2])
            let centre = try #require(rings.centre(of: pixel))
            #expect(Self.away(centre.longitude, try Self.number(row[3])) < 1e-9, "\(row)")
            #expect(abs(centre.latitude - (try Self.number(row[4]))) < 1e-12, "\(row)")
            #expect(rings.pixel(longitude: centre.longitude, latitude: centre.latitude) == pixel, "\(row)")
            guard let nested = row[1].integerValue.map(Int.init) else { continue }
            let curve = try #require(rings.renumbered(.nested))
            #expect(rings.number(of: pixel, in: curve) == nested, "\(row)")
            #expect(curve.number(of: nested, in: rings) == pixel, "\(row)")
            #expect(curve.centre(of: nested) == centre, "\(row)")
        }
    }

    /// Every pixel of small divisions there and back, of sides that are powers of two and others.
    @Test(arguments: [1, 2, 3, 4, 7, 8, 12]) func everyPixelHoldsItsCentre(side: Int) throws {
        let rings = try #require(HEALPixDivision(side: side, order: .ring))
        for pixel in 0..<rings.count {
            let place = rings.facePlace(of: pixel)
            #expect(rings.ringPlace(of: place).number(side: side) == pixel)
            let centre = try #require(rings.centre(of: pixel))
            #expect(rings.pixel(longitude: centre.longitude, latitude: centre.latitude) == pixel)
        }
    }

    @Test func outlinesAreThoseOfHealpy() throws {
        for row in try Self.table("outlines") {
            let division = try #require(HEALPixDivision(side: try Self.whole(row[0]), order: .ring))
            let points = try Self.whole(row[2])
            let outline = try #require(
                division.outline(of: try Self.whole(row[1]), pointsPerSide: points)
            )
            let expected = (row[3].arrayValue ?? []).compactMap(\.arrayValue)
            #expect(outline.count == expected.count && outline.count == 4 * points)
            for (place, wanted) in zip(outline, expected) {
                #expect(abs(place.latitude - (try Self.number(wanted[1]))) < 1e-8, "\(row)")
                if abs(place.latitude) < 89.999 {
                    #expect(Self.away(place.longitude, try Self.number(wanted[0])) < 1e-8, "\(row)")
                }
            }
        }
    }

    @Test func numbersTellTheirLevels() throws {
        for row in try Self.table("numbers") {
            for (numbering, column) in [(HEALPixNumbering.nuniq, 2), (.zuniq, 3)] {
                let found = numbering.pixel(try Self.whole(row[column]))
                #expect(found?.level == (try Self.whole(row[0])), "\(numbering) \(row)")
                #expect(found?.nested == (try Self.whole(row[1])), "\(numbering) \(row)")
            }
        }
    }

    @Test(arguments: [Int.min, -1, 0, 1, 3, 1 << 62, .max]) func numbersThatAreNone(number: Int) {
        #expect(HEALPixNumbering.nuniq.pixel(number) == nil)
    }

    /// Two zeros at the end for every level above 29; the highest bits beyond the twelve faces.
    @Test(arguments: [Int.min, -1, 0, 2, 8, 1 << 61, 1 << 62, 25 << 58, .max])
    func numbersOfTheCurveThatAreNone(number: Int) {
        #expect(HEALPixNumbering.zuniq.pixel(number) == nil)
    }

    @Test func latitudesOfEllipsoids() throws {
        for row in try Self.table("authalic") {
            let figure = try #require(AuthalicLatitude(flattening: 1 / (try Self.number(row[0]))))
            let (geodetic, authalic) = (try Self.number(row[1]), try Self.number(row[2]))
            #expect(abs(figure.authalic(geodetic) - authalic) < 1e-13, "\(row)")
            #expect(abs(figure.geodetic(authalic) - geodetic) < 1e-12, "\(row)")
        }
        for flattening in [0, -0.1, 0.6, 1, .nan, .infinity] {
            #expect(AuthalicLatitude(flattening: flattening) == nil)
        }
    }

    /// The digest's check: on WGS84 the centre of pixel 0 of level 0 lies farther north than on a sphere.
    @Test func aCentreOnTheEarth() throws {
        let figure = try #require(AuthalicLatitude(flattening: 1 / 298.257223563))
        #expect(abs(figure.geodetic(41.8103148957786) - 41.938) < 5e-4)
    }

    @Test(arguments: [0, -1, 3, (1 << 29) + 1, 1 << 30, .max, .min])
    func sidesThatAreNone(side: Int) {
        #expect(HEALPixDivision(side: side, order: .nested) == nil)
        #expect((HEALPixDivision(side: side, order: .ring) == nil) == (side != 3))
    }

    @Test(arguments: [-1, 30, .max, .min]) func levelsThatAreNone(level: Int) {
        #expect(HEALPixDivision(level: level, order: .nested) == nil)
    }

    /// Whatever numbers come: a pixel of the sphere, or none.
    @Test(arguments: [1, 2, 5, 1 << 29]) func strangePlaces(side: Int) throws {
        let strange = [
            Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
            .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 90.0.nextUp, 90, -90, 180, 360.0.nextDown,
            -1e-300, 1e18,
        ]
        for order in [HEALPixDivision.Order.nested, .ring] {
            guard let division = HEALPixDivision(side: side, order: order) else { continue }
            for longitude in strange {
                for latitude in strange {
                    let pixel = division.pixel(longitude: longitude, latitude: latitude)
                    #expect((pixel == nil) == !(longitude.isFinite && abs(latitude) <= 90))
                    #expect(pixel.map(division.contains) ?? true)
                }
            }
            for number in [-1, division.count, .max, .min] {
                #expect(division.centre(of: number) == nil)
                #expect(division.outline(of: number, pointsPerSide: 4) == nil)
                #expect(division.number(of: number, in: division) == nil)
            }
        }
    }
}
