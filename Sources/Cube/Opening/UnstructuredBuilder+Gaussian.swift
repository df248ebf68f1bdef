internal import CF
internal import Grids
internal import JSON
internal import Zarr

extension UnstructuredBuilder {
    private static let standardName = "reduced_gaussian_index"

    /// The points of a reduced Gaussian grid that the grid mapping tells: all of them, or those of a list.
    func reducedGaussian(along dimension: StoredVariable.Dimension) throws -> (any Grid)? {
        let names = CFAttributes(variable.attributes).names("grid_mapping")
        guard let name = names.first, let mapping = builder.arrays.attributes(of: name),
            mapping.text("grid_mapping_name")?.lowercased() == "reduced_gaussian"
        else { return nil }
        let list = (builder.arrays.alongOneDimension[dimension.name] ?? []).first {
            CFAttributes($0.attributes).text("standard_name") == Self.standardName
        }
        let key = "gaussian \(name) \(list?.array.metadata.path ?? "") \(dimension.size)"
        return try builder.built.grid(key) {
            guard let lines = try lines(mapping) else { return nil }
            if let list { return try listed(list, lines) }
            guard lines.count == dimension.size else { return nil }
            return try points(lines, (0..<lines.count).lazy.map { $0 }, name: name)
        }
    }

    /// The lines of the whole grid; nil, with a finding, where the mapping does not tell them.
    private func lines(_ mapping: CFAttributes) throws -> GaussianLines? {
        let latitudes = try numbers(mapping, "latitude_dimension")
        let counts: [Int]?
        let attribute: String
        if let sums = try numbers(mapping, "accumulated_points_per_latitude") {
            attribute = "accumulated_points_per_latitude"
            counts = Self.whole(sums).flatMap(GaussianLines.points)
        } else if let points = try numbers(mapping, "points_per_latitude") {
            (attribute, counts) = ("points_per_latitude", Self.whole(points))
        } else {
            attribute = "points_per_latitude"
            let isOctahedral = mapping.text("grid_subtype")?.lowercased() == "octahedral"
            counts = isOctahedral ? latitudes.flatMap { GaussianLines.octahedral(lines: $0.count) } : nil
        }
        let meridian = (mapping.number("longitude_of_first_meridian") ?? 0) + builder.arrays.meridian.degrees
        guard let latitudes, let counts,
            let lines = GaussianLines(latitudes: latitudes, points: counts, firstMeridian: meridian)
        else {
            builder.report(.unusableLines(attribute: latitudes == nil ? "latitude_dimension" : attribute))
            return nil
        }
        return lines
    }

    /// The numbers of the array that an attribute names.
    private func numbers(_ mapping: CFAttributes, _ attribute: String) throws -> [Double]? {
        guard let name = mapping.text(attribute), let array = builder.arrays[name], array.shape.count == 1
        else {
            return nil
        }
        return try builder.reader.bounds(of: array)
    }

    private static func whole(_ numbers: [Double]) -> [Int]? {
        let whole = numbers.compactMap { Int(exactly: $0) }
        return whole.count == numbers.count ? whole : nil
    }

    private func listed(_ list: StoredVariable, _ lines: GaussianLines) throws -> MeshGrid? {
        var numbers = NumberList(allowed: 0..<lines.count)
        let isHeld = try builder.reader.holdNumbers(of: list) { number, most in
            numbers.append(number, most: most)
        } finally: { _ in
            numbers.runCount
        }
        guard isHeld else { return nil }
        if numbers.strangers > 0 { builder.report(.strayNumbers(count: numbers.strangers)) }
        guard numbers.runCount > 0 else { return nil }
        return try points(
            lines,
            (0..<numbers.count).lazy.map { numbers.number(at: $0) ?? -1 },
            name: list.name
        )
    }

    private func points(_ lines: GaussianLines, _ numbers: some Collection<Int>, name: String) throws
        -> MeshGrid?
    {
        let bytes = PlannedRead.product(numbers.count, 2 * MemoryLayout<Double>.size)
        guard try builder.reader.budget.hold(bytes, for: name) else { return nil }
        var (longitudes, latitudes) = ([Double](), [Double]())
        longitudes.reserveCapacity(numbers.count)
        latitudes.reserveCapacity(numbers.count)
        for number in numbers {
            let place = lines.place(of: number)
            longitudes.append(place?.longitude ?? .nan)
            latitudes.append(place?.latitude ?? .nan)
        }
        return try nearest(
            .double(longitudes: FlatArray(longitudes), latitudes: FlatArray(latitudes)),
            name: name
        )
    }
}
