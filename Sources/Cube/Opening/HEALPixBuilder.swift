internal import CF
internal import Grids
internal import Zarr

/// Recognises pixels of a HEALPix division along one of a variable's dimensions (digest: cf.md, section 13).
struct HEALPixBuilder {
    let arrays: ArrayCatalogue
    let reader: CoordinateReader
    let built: BuiltGrids
    let variable: StoredVariable
    private let statement: HEALPixStatement
    private let mapping: CFAttributes?
    /// Is given findings about the variable.
    let report: (MetadataProblem) -> Void

    init(_ builder: GridBuilder, _ variable: StoredVariable) {
        (arrays, reader, built) = (builder.arrays, builder.reader, builder.built)
        (self.variable, report) = (variable, builder.report)
        let attributes = CFAttributes(variable.attributes)
        let mapping = GridMapping(
            variable: attributes,
            group: builder.group,
            arrays: arrays,
            axisNames: variable.dimensions.map(\.name),
            metresPerUnit: 1,
            report: { _ in }
        ).variableMapping
        let lists = variable.dimensions.compactMap { Self.list(along: $0, builder.arrays) }
        let holders = [builder.group, mapping] + lists.map { CFAttributes($0.attributes) } + [attributes]
        statement = HEALPixStatement(holders.compactMap(\.self))
        self.mapping = mapping
    }

    /// The list of pixels along a dimension.
    private static func list(along dimension: StoredVariable.Dimension, _ arrays: ArrayCatalogue)
        -> StoredVariable?
    {
        (arrays.alongOneDimension[dimension.name] ?? []).first {
            $0.dimensions == [dimension] && $0.isListOfPixels
        }
    }

    /// The grid where attributes say HEALPix.
    ///
    /// - Throws: `Failure` when a list of pixels cannot be read.
    func stated() throws -> GridBuilder.Result? {
        for (column, dimension) in variable.dimensions.enumerated() {
            if let list = Self.list(along: dimension, arrays) ?? named(along: dimension) {
                return try listed(list, column)
            }
        }
        guard statement.isNamed || statement.side != nil else { return nil }
        return whole()
    }

    /// The grid where nothing but the number of cells says HEALPix: they are taken for nested ones.
    ///
    /// The number is no guess against anything that is said: `stated` has told what hinders.
    func byCount() -> GridBuilder.Result? {
        guard !statement.isNamed, !hasList else { return nil }
        for (column, dimension) in variable.dimensions.enumerated() {
            guard let level = HEALPixStatement.level(ofCells: dimension.size, along: dimension.name),
                let division = HEALPixDivision(level: level, order: .nested)
            else { continue }
            if let problem = contradiction(to: division) {
                report(problem)
                return nil
            }
            guard let result = whole(division, column) else { continue }
            report(.pixelsByCount(cells: dimension.size))
            return result
        }
        return nil
    }

    /// Whether any dimension has a list of pixels.
    private var hasList: Bool { variable.dimensions.contains { Self.list(along: $0, arrays) != nil } }

    /// What a side or an order without the word HEALPix says against so many nested pixels.
    private func contradiction(to division: HEALPixDivision) -> MetadataProblem? {
        if let odd = statement.unusable {
            return .unusablePixels(attribute: odd.attribute, written: odd.written)
        }
        guard let side = statement.side, side != division.side else { return nil }
        return .pixelsDisagree(side: side, cells: division.count)
    }

    /// The list that a `dggs` names.
    private func named(along dimension: StoredVariable.Dimension) -> StoredVariable? {
        guard statement.isNamed, let name = statement.coordinate, let list = arrays[name],
            list.dimensions == [dimension]
        else { return nil }
        return list
    }

    private func whole() -> GridBuilder.Result? {
        let sizes = variable.dimensions.map(\.size)
        let likely = variable.dimensions.lastIndex { HEALPixStatement.isNameOfPixels($0.name) }
        let said = statement.dimension.flatMap { name in variable.dimensions.firstIndex { $0.name == name } }
        guard let division = division(ofCells: sizes[said ?? likely ?? sizes.count - 1]) else {
            // A `nside` alone may mean anything.
            if statement.isNamed { report(problem) }
            return nil
        }
        guard let column = said ?? sizes.lastIndex(of: division.count) ?? likely,
            sizes[column] == division.count
        else {
            if statement.isNamed {
                report(.pixelsDisagree(side: division.side, cells: sizes[said ?? likely ?? sizes.count - 1]))
            }
            return nil
        }
        reportOrder(of: division)
        return whole(division, column)
    }

    private func whole(_ division: HEALPixDivision, _ column: Int) -> GridBuilder.Result? {
        guard let figure = figure() else { return nil }
        guard division.count <= GridBuilder.maxCells else {
            report(.gridTooLong(cells: division.count))
            return nil
        }
        return HEALPixGrid(whole: division, figure: figure.latitude).map {
            GridBuilder.Result(grid: $0, dimensions: GridDimensions(row: nil, column: column))
        }
    }

    /// The division that is stated or, where its level is not, the one of so many cells.
    private func division(ofCells count: Int? = nil) -> HEALPixDivision? {
        guard statement.unusable == nil, statement.numbering == nil else { return nil }
        let counted = count.flatMap { count in
            (0...HEALPixDivision.finestLevel).first { 12 << (2 * $0) == count }.map { 1 << $0 }
        }
        guard let side = statement.side ?? counted else { return nil }
        guard statement.order == nil else {
            return statement.order.flatMap { HEALPixDivision(side: side, order: $0) }
        }
        // Of a side that is no power of two pixels have one order.
        return HEALPixDivision(side: side, order: .nested) ?? HEALPixDivision(side: side, order: .ring)
    }

    private func reportOrder(of division: HEALPixDivision) {
        if statement.order == nil, division.order == .nested { report(.orderOfPixelsUnknown) }
    }

    /// What keeps a statement from being one.
    private var problem: MetadataProblem {
        if let odd = statement.unusable {
            return .unusablePixels(attribute: odd.attribute, written: odd.written)
        }
        if let numbering = statement.numbering { return .pixelsUnlisted(scheme: "\(numbering)") }
        if let side = statement.side { return .sideOfNestedPixels(side: side) }
        return .unusablePixels(attribute: "refinement_level", written: nil)
    }

    // Lists.

    private func listed(_ list: StoredVariable, _ column: Int) throws -> GridBuilder.Result? {
        guard let figure = figure() else { return nil }
        guard list.shape[0] <= GridBuilder.maxCells else {
            report(.gridTooLong(cells: list.shape[0]))
            return nil
        }
        guard
            let numbers = statement.numbering.map({ .unique($0) }) ?? division().map({ .pixels($0) })
                as HEALPixList.Numbers?
        else {
            report(problem)
            return nil
        }
        if case .pixels(let division) = numbers { reportOrder(of: division) }
        let key = "healpix \(list.array.metadata.path) \(numbers) \(figure.latitude?.flattening ?? 0)"
        let made = try built.grid(key) { try grid(list, numbers, figure.latitude) }
        return made.map { GridBuilder.Result(grid: $0, dimensions: GridDimensions(row: nil, column: column)) }
    }

    private func grid(
        _ list: StoredVariable,
        _ numbers: HEALPixList.Numbers,
        _ figure: AuthalicLatitude?
    ) throws -> HEALPixGrid? {
        var taken = HEALPixList(numbers)
        var index: HEALPixIndex?
        let isHeld = try reader.holdNumbers(of: list) { number, most in
            taken.append(number, most: most)
        } finally: { most in
            index = HEALPixIndex(taken, most: most)
            return index == nil ? nil : taken.list.runCount
        }
        guard isHeld, let index else { return nil }
        if taken.list.strangers > 0 { report(.strayNumbers(count: taken.list.strangers)) }
        if index.runs.repeated > 0 { report(.numbersRepeat(count: index.runs.repeated)) }
        return index.parts.isEmpty ? nil : HEALPixGrid(list: taken, index: index, figure: figure)
    }

    /// The figure of the Earth that the mapping states; nil, with a finding, for one that is none.
    private func figure() -> (latitude: AuthalicLatitude?, Void)? {
        guard let flattening = mapping.flatMap({ EarthFigure.flattening(of: $0) }), flattening != 0 else {
            return (nil, ())
        }
        guard let latitude = AuthalicLatitude(flattening: flattening) else {
            report(.unusableFigure(flattening: flattening))
            return nil
        }
        return (latitude, ())
    }
}
