internal import CF
internal import Execution
internal import Grids
internal import JSON
internal import Zarr

/// Longitudes and latitudes along one dimension.
struct PlaceLine {
    let longitude, latitude: StoredVariable
    /// True where the numbers are radians, which models write without saying so.
    var areRadians: Bool
    /// True where the two are x and y on a plane.
    var isPlane = false
    /// The projection that these are in.
    var plane: PlanePlaces?

    var dimension: StoredVariable.Dimension { longitude.dimensions[0] }

    /// - Returns: nil for arrays that do not lie along one dimension, the same of both.
    init?(_ longitude: StoredVariable?, _ latitude: StoredVariable?, areRadians: Bool = false) {
        guard let longitude, let latitude, longitude.dimensions.count == 1,
            longitude.dimensions == latitude.dimensions, !Self.saysPlane(longitude), !Self.saysPlane(latitude)
        else { return nil }
        (self.longitude, self.latitude) = (longitude, latitude)
        self.areRadians = areRadians || Self.areRadians(longitude)
    }

    /// x and y on a plane or about another pole, of which nothing is known yet but that they are.
    init?(x: StoredVariable?, y: StoredVariable?) {
        guard let x, let y, x.dimensions.count == 1, x.dimensions == y.dimensions else { return nil }
        (longitude, latitude, areRadians, isPlane) = (x, y, false, true)
    }

    /// Whether an array's standard name is that of x or y, whatever its own name and units say: `grid_longitude` is no
    /// longitude (CF 1.11, section 5.6).
    static func saysPlane(_ array: StoredVariable) -> Bool {
        guard let name = CFAttributes(array.attributes).text("standard_name")?.lowercased() else {
            return false
        }
        return name.hasPrefix("projection_") || name == "grid_longitude" || name == "grid_latitude"
    }

    /// The pair among arrays that an attribute names, in whatever order.
    init?(_ names: [String], _ arrays: ArrayCatalogue) {
        let named = names.compactMap { arrays[$0] }
        self.init(
            named.first { Self.meaning($0) == .longitude },
            named.first { Self.meaning($0) == .latitude }
        )
    }

    /// What an array says of itself; of plain `degrees` its name tells, `Mesh2_node_x` too.
    static func meaning(_ array: StoredVariable) -> AxisEvidence.Meaning? {
        if let evidence = AxisEvidence.of(array), [.longitude, .latitude].contains(evidence.meaning) {
            // Units tell more than a name: what has a length is no longitude.
            return evidence.rank == AxisEvidence.byName && isLength(array) ? nil : evidence.meaning
        }
        // What says that it lies on a plane does so by its standard name, and may say no unit; `rlon` is usual for another pole.
        let rotated: Set<String> = ["rlon", "rlat", "grid_longitude", "grid_latitude"]
        if saysPlane(array) || rotated.contains(array.name.lowercased()) { return nil }
        let units = CFAttributes(array.attributes).text("units")?.lowercased() ?? ""
        guard units.isEmpty || units.hasPrefix("degree") || units.hasPrefix("rad") else { return nil }
        let name = array.name.lowercased()
        if name.contains("lon") || name.hasSuffix("_x") { return .longitude }
        return name.contains("lat") || name.hasSuffix("_y") ? .latitude : nil
    }

    /// Whether an array's units are those of a length.
    static func isLength(_ array: StoredVariable) -> Bool {
        guard let units = CFAttributes(array.attributes).text("units") else { return false }
        return AxisScale(lengthsIn: units) != nil
    }

    static func areRadians(_ array: StoredVariable) -> Bool {
        ["radian", "radians", "rad"].contains(
            CFAttributes(array.attributes).text("units")?.lowercased() ?? ""
        )
    }
}

extension PlaceLine {
    /// How many degrees one of the stored numbers is.
    private var degrees: Double { areRadians ? 180 / .pi : 1 }

    /// Bytes that its places take for good.
    var bytes: Int {
        let isSingle = degrees == 1 && plane == nil && Self.isSingle(longitude) && Self.isSingle(latitude)
        let (bytes, overflows) = dimension.size.multipliedReportingOverflow(by: isSingle ? 8 : 16)
        return overflows ? .max : bytes
    }

    private static func isSingle(_ array: StoredVariable) -> Bool {
        [.single, .half].contains(CoordinateReader.type(of: array))
    }

    /// The places, in the precision that they are stored in, and what is wrong with them; nil where reading them is over a limit.
    ///
    /// `isKept` where they stay as they are, and count as held. Of a list the pair of a fill value is missing where it stands
    /// more than once: one place may be there.
    ///
    /// - Throws: as `CoordinateReader.values(of:bytesPerValue:)`.
    func places(_ reader: CoordinateReader, isKept: Bool = true) throws -> (
        places: MeshPlaces, flaws: PlaceFlaws
    )? {
        let held = isKept ? bytes : 0
        let sign = AxisEvidence.isWestward(CFAttributes(longitude.attributes).text("units")) ? -1.0 : 1
        guard var longitudes = try numbers(longitude, holding: held / 2, factor: sign * degrees, reader),
            var latitudes = try numbers(latitude, holding: held - held / 2, factor: degrees, reader)
        else { return nil }
        let fill = CoordinateReader.unmarkedFill(longitude, latitude, degrees: (sign * degrees, degrees))
        // What nobody wrote is known before it is turned into degrees.
        var unwritten = 0
        if let plane {
            unwritten = MeshPlaces.dropUnwritten(from: &longitudes, latitudes, fill: fill).unwritten
            try reader.budget.working { context in
                try plane.unproject(&longitudes, &latitudes) { try context.check() }
            }
        }
        var flaws = MeshPlaces.dropUnwritten(from: &longitudes, latitudes, fill: plane == nil ? fill : nil)
        flaws.unwritten += unwritten
        if bytes / 8 == dimension.size {
            let places = MeshPlaces.single(
                longitudes: FlatArray(longitudes.lazy.map { Float($0) }),
                latitudes: FlatArray(latitudes.lazy.map { Float($0) })
            )
            return (places, flaws)
        }
        return (.double(longitudes: FlatArray(longitudes), latitudes: FlatArray(latitudes)), flaws)
    }

    private func numbers(
        _ array: StoredVariable,
        holding bytes: Int,
        factor: Double,
        _ reader: CoordinateReader
    ) throws -> [Double]? {
        try reader.made(of: array, holding: bytes) { values in
            factor == 1 ? values.doubles : values.doubles.map { $0 * factor }
        }
    }
}
