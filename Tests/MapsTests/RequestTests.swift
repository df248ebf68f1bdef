import Cube
import Execution
import Failures
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import Maps

/// Pictures, legends and values for a typed request: no word of a protocol.
struct RequestTests {
    private let context = WorkContext.background(seconds: 60)

    /// Eight columns of 45° and four rows of 45°, whose values are their columns.
    private static func cube(_ limits: Limits = Limits()) throws -> CubeFixture {
        try .latLon(
            [67.5, 22.5, -22.5, -67.5],
            (0..<8).map { -157.5 + 45 * Double($0) },
            variable: "field",
            attributes: [("units", "km")],
            chunkShape: [2, 4],
            limits: limits
        ) { Float($0[1]) }
    }

    private func request(
        _ cube: CubeFixture,
        style: String = "raster/greys",
        width: Int = 8,
        height: Int = 4
    ) throws -> MapRequest {
        let field = try cube.dataset.variable(named: "field")
        return MapRequest(
            cube.dataset,
            layers: [MapRequest.Layer(field, style: try LayerStyle(style))],
            target: RasterTarget(
                system: .geographic,
                minX: -180,
                minY: -90,
                maxX: 180,
                maxY: 90,
                width: width,
                height: height
            )
        )
    }

    private func picture(_ request: MapRequest) throws -> DecodedPNG {
        let picture = try MapPicture(
            request,
            plans: request.plans(),
            frame: PictureFrame(width: request.target.width, height: request.target.height),
            scale: ColourScale(range: ColourRange(minimum: 0, maximum: 7)),
            ranges: DefaultRange(),
            context: context
        )
        var bytes: [UInt8] = []
        try picture.withFile(context: context) { bytes = Array($0) }
        return try #require(DecodedPNG(bytes))
    }

    /// The palette runs from white to black, and each pixel is a cell.
    @Test func aRequestBecomesAPicture() throws {
        let cube = try Self.cube()
        let picture = try picture(request(cube, style: "raster/greys"))
        for row in 0..<4 {
            let greys = (0..<8).map { picture.pixel(column: $0, row: row)[0] }
            #expect(greys == greys.sorted(by: >) && Set(greys).count == 8, "\(greys)")
            #expect(greys.first == 255 && greys.last == 0)
        }
        #expect(cube.dataChunksRead == 4)
    }

    @Test func anUnknownStyleNamesThoseThatThereAre() {
        let failure = #expect(throws: Failure.self) { try LayerStyle("raster/gray") }
        guard case .notFound(.style, "raster/gray", let known) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(known == Palette.all.map { "raster/\($0.name)" })
    }

    /// The value under each pixel is the one whose colour the picture has there.
    @Test func aPixelIsReadInItsCell() throws {
        let cube = try Self.cube()
        let request = try request(cube, width: 40, height: 20)
        let layer = try #require(request.layers.first)
        for column in [0, 4, 5, 39] {
            let plan = try request.pixel(of: layer, column: column, row: 7)
            let finding = try PixelFinding(plan, context: context)
            #expect(finding.value == .number(Double(column / 5)))
            #expect(finding.place?.longitude == -157.5 + 45 * Double(column / 5))
            #expect(finding.place?.latitude == 22.5)
        }
    }

    /// In metres a kilometre is a thousand, and the picture of its range the same.
    @Test func unitsChangeNumbersAndNoPicture() throws {
        let cube = try Self.cube()
        let field = try cube.dataset.variable(named: "field").converted(to: "m")
        let asked = try request(cube)
        let layer = MapRequest.Layer(field, style: try LayerStyle(""))
        let converted = MapRequest(cube.dataset, layers: [layer], target: asked.target)
        let plan = try converted.pixel(of: layer, column: 3, row: 0)
        #expect(try PixelFinding(plan, context: context).value == .number(3000))
    }

    /// 8 × 4 pixels where 10 are allowed: a scale of √(10 ÷ 32), so 4 × 2.
    @Test func tooManyPixelsHaveALargestSize() throws {
        var limits = Limits()
        limits.pixels = 10
        let request = try request(Self.cube(limits))
        let failure = #expect(throws: Failure.self) { try request.plans() }
        let sides = SimilarMap.Sides(width: 4, height: 2)
        #expect(request.largestPassing(try #require(failure)) == SimilarMap(sides: sides))
        #expect(request.largestPassing(.busy) == nil)
    }

    /// On a grid on which each pixel takes time fewer are tried: a picture beside the data, and one that shows them.
    @Test(arguments: [0.0, 3_000_000])
    func advicePassesOnGridsOfMaps(_ shift: Double) throws {
        let grid = FixtureGrid.projected(
            y: (0..<8).map { 10_000 * Double($0) },
            x: (0..<8).map { 10_000 * Double($0) },
            mapping: [
                ("grid_mapping_name", "lambert_azimuthal_equal_area"), ("longitude_of_projection_origin", 10),
                ("latitude_of_projection_origin", 52), ("earth_radius", 6_371_000),
            ]
        )
        let cube = try CubeFixture(grid, [grid.numbered("field") { Float($0) }], budget: (4 << 20) / 3)
        let field = try cube.dataset.variable(named: "field")
        let request = MapRequest(
            cube.dataset,
            layers: [MapRequest.Layer(field, style: try LayerStyle(""))],
            target: RasterTarget(
                system: .webMercator,
                minX: 1_113_000 + shift,
                minY: 6_800_000,
                maxX: 1_240_000 + shift,
                maxY: 6_930_000,
                width: 600,
                height: 600
            )
        )
        let failure = #expect(throws: Failure.self) { try request.plans() }
        guard case .tooLarge(.memory, _, _, _) = failure else {
            Issue.record("\(failure as Any)")
            return
        }
        let refusal = try #require(failure)
        let sides = try #require(request.largestPassing(refusal)?.sides)
        #expect(sides.width == sides.height && (64..<600).contains(sides.width), "\(sides)")
    }

    /// Two chunks of four are allowed: around the centre, where all four meet, there is no such part, but beside it are two.
    @Test func tooManyChunksHaveALargestPart() throws {
        var limits = Limits()
        limits.chunks = 2
        let cube = try Self.cube(limits)
        let field = try cube.dataset.variable(named: "field")
        func request(_ west: Double) throws -> MapRequest {
            MapRequest(
                cube.dataset,
                layers: [MapRequest.Layer(field, style: try LayerStyle(""))],
                target: RasterTarget(
                    system: .geographic,
                    minX: west,
                    minY: -90,
                    maxX: 180,
                    maxY: 90,
                    width: 64,
                    height: 64
                )
            )
        }
        let centred = try request(-180)
        let refusal = #expect(throws: Failure.self) { try centred.plans() }
        let tooMany = try #require(refusal)
        let half = try #require(centred.largestPassing(tooMany))
        #expect(half == SimilarMap(part: 0.5, anchor: SimilarMap.Anchor(x: 0, y: 0.5)))
        // Its centre is at 20° E, 20° of 320 from where four meet: that is an eighth. The western chunks have 140°.
        let eastern = try request(-140)
        let failure = #expect(throws: Failure.self) { try eastern.plans() }
        let similar = eastern.largestPassing(try #require(failure))
        guard let share = similar?.part, similar?.sides == nil else {
            Issue.record("no part passes")
            return
        }
        #expect((0.42...0.45).contains(share) && similar?.anchor.x == 0, "\(share)")
    }

    /// What decides a picture is what its identity tells apart.
    @Test func picturesThatDifferHaveOtherIdentities() throws {
        let cube = try Self.cube()
        func identity(
            _ request: MapRequest,
            _ frame: PictureFrame = PictureFrame(width: 8, height: 4),
            _ scale: ColourScale = ColourScale(range: ColourRange(minimum: 0, maximum: 7))
        ) throws -> String {
            var digest = ContentDigest()
            try MapPicture(
                request,
                plans: request.plans(),
                frame: frame,
                scale: scale,
                ranges: DefaultRange(),
                context: context
            ).addIdentity(to: &digest)
            return digest.text
        }
        let plain = try request(cube)
        let range = ColourRange(minimum: 1, maximum: 7, isLogarithmic: true)
        let clear = PictureFrame(width: 8, height: 4, isTransparent: true)
        let blue = PictureFrame(width: 8, height: 4, background: Colour(0x0000FF))
        let two = MapRequest(cube.dataset, layers: plain.layers + plain.layers, target: plain.target)
        let identities = [
            try identity(plain), try identity(request(cube, style: "raster/magma")),
            try identity(request(cube, width: 9)), try identity(plain, clear), try identity(plain, blue),
            try identity(plain, PictureFrame(width: 8, height: 4), ColourScale(range: range)),
            try identity(two),
        ]
        #expect(Set(identities).count == identities.count)
        #expect(try identity(plain) == identity(request(Self.cube())))
        // The variable's own range is from 0 to 7, as its values are.
        #expect(
            try identity(plain) == identity(plain, PictureFrame(width: 8, height: 4), ColourScale())
        )
        // The named style and the variable's own are one where they mean the same palette.
        #expect(try identity(request(cube, style: "")) == identity(request(cube, style: "raster/viridis")))
    }
}
