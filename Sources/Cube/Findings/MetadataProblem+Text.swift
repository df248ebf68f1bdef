internal import CRS
internal import CF
internal import Execution
internal import Failures

extension MetadataProblem {
    /// What raises a limit of coordinates; what opening may read is bounded whatever is configured.
    static func raiser(of limit: Limits.Name) -> LimitKey {
        limit == .coordinateBytes || limit == .memory ? limit.key : .fixed
    }

    /// What a coordinate would need, and what there is.
    static func excess(_ limit: Limits.Name, allowed: Int, requested: Int) -> String {
        let needed = requested == .max ? "countless \(limit.unit)" : amount(requested, limit.unit)
        let isInMebibytes = limit.unit == "bytes" && requested >= mebibyte
        let left = isInMebibytes ? amount(allowed, limit.unit) : "\(allowed)"
        let rest =
            switch raiser(of: limit) {
            case .limits: "\(limit.key.text) leaves \(left)"
            case .memory: "a worker can hold \(left) (\(limit.key.text))"
            case .fixed: "opening a dataset may take \(left)"
            }
        return "needs \(needed), of which \(rest)"
    }

    private static let mebibyte = 1 << 20

    /// So many of a unit; of bytes in MiB from one on.
    private static func amount(_ number: Int, _ unit: String) -> String {
        guard unit == "bytes", number >= mebibyte else { return "\(number) \(unit)" }
        let tenths = number % mebibyte * 10 / mebibyte
        return "\(number / mebibyte).\(tenths) MiB"
    }

    /// Names as people list them.
    private static func listed(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }

    /// The scalars of a name beyond ASCII: two names that look alike are told apart by them.
    private static func code(of name: String) -> String {
        name.unicodeScalars.filter { !$0.isASCII }.prefix(8).map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
        }.joined(separator: " ")
    }

    /// What is wrong, about a subject that is named elsewhere.
    package var text: String {
        switch self {
        case .unusable(let reason, _): reason
        case .damagedCoordinate(let reason):
            "a chunk of it cannot be read (\(reason)): the variables that need it are served by index only (DAP)"
        case .nameTooLong(let bytes):
            "a name of \(bytes) bytes, at most \(DisplayText.maxName) are served: left out, or served by index"
        case .equivalentName(let other):
            "its name is written otherwise than '\(other)' (\(Self.code(of: other))) in a group nearer to the data, to which "
                + "Unicode calls it equivalent: it is not seen from there"
        case .equivalentDimension(let name, let other):
            "its dimension '\(name)' (\(Self.code(of: name))) is written otherwise than '\(other)' (\(Self.code(of: other))) "
                + "elsewhere, to which Unicode calls it equivalent: it has no coordinates, and is served by index"
        case .noAddress(isInDMR: true):
            "its name has a '.' or an '@', so it has no address of its own: what is in it is served in the DMR and by "
                + "the constraints of the group above (DAP4) only"
        case .noAddress(isInDMR: false):
            "its name has a '.' or an '@', so it has no address of its own, and the hierarchy is too large for one DMR: "
                + "what is in it is not served"
        case .hierarchyTooLarge(let groups, let arrays, let levels, let bounds):
            "has \(groups) groups, \(arrays) arrays and \(levels) levels below it; over \(bounds) its "
                + "DMR (DAP4) has none of its groups, each of which is a dataset at an address of its own"
        case .unwrittenCoordinate(let fill):
            "holds netCDF's default fill value \(fill), which is no position: served by index"
        case .unmarkedFill(let fill):
            "its unwritten cells are netCDF's default fill value \(fill), which no attribute marks as missing: served as values"
        case .noCells(let dimensions):
            "has no values, as it is empty along \(Self.listed(dimensions)): left out of DAP2, maps and EDR, in DAP4 without values"
        case .unusableTransform(let attribute, let isRotated):
            isRotated
                ? "its \(attribute) turns or shears its grid, whose x and y are then no axes: served by index"
                : "its \(attribute) is not six finite numbers with steps other than 0: served by index"
        case .overflowingTransform(let attribute):
            "its \(attribute) leads to positions that are no numbers any more: served by index"
        case .dimensionsDisagree(let names):
            "its dimensions \(Self.listed(names)) repeat or differ in length from others of the same name: served by index"
        case .coordinatesTooLarge(let limit, let allowed, let requested):
            "\(Self.excess(limit, allowed: allowed, requested: requested)): it is not read, positions are their indices"
        case .gridTooLarge(let limit, let allowed, let requested):
            "the index of its grid \(Self.excess(limit, allowed: allowed, requested: requested)), so no worker makes it"
        case .positionsRepeat:
            "holds numbers that repeat: positions are selected by index, what stands there is their label"
        case .datesRepeat(let position): "holds dates that repeat: '\(position)' selects among them by index"
        case .noPositions: "holds no number: positions are their indices"
        case .gridTooLong(let cells): "has \(cells) cells along a dimension: served by index"
        case .notMonotonic: "is not monotonic: its cells have no extent"
        case .boundsWithoutCentres: "its bounds do not hold their centres and are ignored"
        case .notDegrees: "holds numbers that are no degrees: not used as a place"
        case .noDates: "its units or calendar cannot be read: no dates, only numbers"
        case .leapSeconds(let calendar):
            "its calendar '\(calendar)' is read as 'standard', which knows no leap seconds: dates may be up to 37 seconds off"
        case .datesMissing(let count):
            "\(count) of its values are missing: these steps have no date and are served by index only"
        case .positionsMissing(let count):
            "\(count) of its values \(count == 1 ? "is" : "are") missing: these positions are served by index only"
        case .unusablePacking(let scale, let offset):
            "scale_factor \(scale) or add_offset \(offset) is not usable: the numbers are served unscaled"
        case .notNumbers(let attribute, let count):
            "its \(attribute) is not \(count == 1 ? "a number" : "\(count) numbers") and is ignored"
        case .emptyValidRange(let low, let high): "valid range \(low)…\(high) is empty and ignored"
        case .absentGridMapping(let name): "its grid_mapping '\(name)' does not exist"
        case .unknownGridMapping(let name, let projection):
            "its grid mapping '\(name)' is not understood: "
                + (projection.map {
                    "its grid_mapping_name '\(DisplayText.title($0))' is not known, or lacks parameters"
                }
                    ?? "it has no grid_mapping_name, crs_wkt or EPSG code")
        case .unprojected(let x, let y):
            "its cells have x and y ('\(x)' and '\(y)') on a plane or about another pole, and no grid mapping tells the projection"
        case .planePlaces(let x, let y, let dimensions):
            "its \(dimensions.count > 1 ? "cells" : "samples") have x and y ('\(x)' and '\(y)' along \(Self.listed(dimensions))) on a plane "
                + "or about another pole: such places are understood of meshes, lists of cells and lines alone"
        case .primeMeridian(let degrees, let isShifted):
            "its longitudes count from a meridian \(degrees) degrees east of Greenwich: "
                + (isShifted
                    ? "its places are told from Greenwich, DAP has the numbers as they are stored"
                    : "they are served as if from Greenwich, as its grid mapping is not that of all longitudes here, or its cells "
                        + "have none")
        case .unusableReferenceSystem(let attribute, let reason):
            "its \(attribute) is not a reference system that may be used: \(reason.text)"
        case .noFigureOfTheEarth: "its grid mapping states no figure of the Earth: WGS84 is assumed"
        case .unknownAxisUnits(let units): "the units '\(units)' of its x axis are not understood"
        case .geographicMapping: "its reference system is geographic, but its x and y are no degrees"
        case .placesDisagree(let cells):
            "its two-dimensional longitudes and latitudes differ from its projection by \(cells) cells"
        case .curvilinear:
            "its places are longitudes and latitudes over more dimensions of cells than faces, rows and columns of a sphere"
        case .noPlaces: "its two-dimensional longitudes and latitudes hold no place and are ignored"
        case .unwrittenPlaces(let count):
            "\(count) of its cells have the longitude and latitude 0/0, -1/-1 or the arrays' fill value, which nobody "
                + "wrote: they are taken for missing"
        case .placesBeyondPoles(let count):
            "\(count) of its latitudes \(count == 1 ? "is" : "are") beyond 90 degrees: these cells have no place"
        case .placesOutOfRange(let count):
            "\(count) of its places \(count == 1 ? "has" : "have") coordinates that no place has, such as -999 or 1e20, "
                + "likely a fill value that nothing marks: taken for missing"
        case .placesAstray(let count):
            "\(count) of its cells \(count == 1 ? "lies" : "lie") more than twenty times as far from what is beside "
                + "\(count == 1 ? "it" : "them") as cells do: no cell reaches over such a distance"
        case .cornersAstray(let count):
            "the corners of \(count) of its cells reach more than twenty times as far as those of others: they are made from "
                + "the centres around"
        case .cornersMissing(let count):
            "\(count) of its cells have no corners, and others have: they are made from the centres around"
        case .stepsWithoutPlaces(let count, let all, let dimension):
            "at \(count) of its \(all) steps along '\(dimension)' no cell has a place: nothing is there to draw or to ask for"
        case .movingPlaces(let dimension):
            "its places change along '\(dimension)', and those of all steps are more than may be held"
        case .placesElsewhen(let longitude, let latitude, let dimension):
            "its cells have the places '\(longitude)' and '\(latitude)', which lie along '\(dimension)' as well, and it does not: "
                + "nothing says which of these places are its own"
        case .pixelsByCount(let cells):
            "nothing but its \(cells) cells says that they are pixels of a HEALPix sphere: taken for nested ones"
        case .unusablePixels(let attribute, nil):
            "says nothing of its \(attribute), by which pixels of a HEALPix sphere are numbered: served by index"
        case .unusablePixels(let attribute, let written?):
            "its \(attribute) '\(written)' is none by which pixels of a HEALPix sphere are numbered, or another attribute "
                + "contradicts it: served by index"
        case .pixelsUnlisted(let scheme):
            "its indexing_scheme \(scheme) numbers pixels of any level, and no coordinate lists these numbers: served by index"
        case .sideOfNestedPixels(let side):
            "its pixels are numbered 'nested', which needs an nside that is a power of two, and it is \(side): served by index"
        case .pixelsDisagree(let side, let cells):
            "has \(cells) cells and no list of their pixels, of which a sphere with nside \(side) has \(12 * side * side): "
                + "served by index"
        case .orderOfPixelsUnknown:
            "does not say in which order its pixels are numbered: taken for nested ones"
        case .strayNumbers(let count):
            "\(count) of its numbers \(count == 1 ? "stands" : "stand") for no cell of its grid: these are served by index only"
        case .numbersRepeat(let count):
            "\(count) of its numbers \(count == 1 ? "repeats" : "repeat") an earlier one: the first of them answers"
        case .unusableLines(let attribute):
            "its \(attribute), by which points of a reduced Gaussian grid are placed, is missing or cannot be: served by index"
        case .unusableFigure(let flattening):
            "its grid mapping states a flattening of \(flattening), which no body has: served by index"
        case .mesh(let problem): problem.text
        case .features(let problem): problem.text
        case .gathered(let dimension, let axes):
            "its cells are gathered along '\(dimension)' (compress over \(axes.joined(separator: ", "))), which is not "
                + "spread out: served by index"
        case .summedTimes(let run, let lead):
            "has no valid times: they are the sums of its run times '\(run)' and its leads '\(lead)'"
        case .labelsRepeat(let dimension):
            "its texts along '\(dimension)' repeat or are empty: positions are selected by index, what stands there "
                + "is their label"
        case .absentFormulaTerm(let term, let name):
            "the variable '\(name)' of its term '\(term)' does not exist"
        case .repeatedFormulaTerm(let term): "its formula_terms name '\(term)' twice: the first counts"
        case .strayFormulaTerm(let term, let formula):
            "its formula_terms name '\(term)', which the formula of its standard name '\(formula)' does not have: it is ignored"
        case .unknownFormula(let name):
            "has formula_terms, and its standard name '\(name)' is no formula: its levels have no heights or pressures"
        case .unlistedFormulaTerm(let term):
            "its formula_terms do not name '\(term)', which cannot be zero: its levels have no heights or pressures"
        case .formulaTermUnit(let term, let name, let units):
            "its levels have no heights or pressures: the term '\(term)' of their formula, '\(name)', is in '\(units)', which "
                + "is no pressure or length"
        case .formulaTermMissing(let term, let name):
            "its levels have no heights or pressures: the term '\(term)' of their formula, '\(name)', is missing or no number"
        case .formulaTermElsewhere(let term, let name, let dimensions):
            "its levels have no heights or pressures: the term '\(term)' of their formula, '\(name)', lies along "
                + "\(Self.listed(dimensions)), which it does not"
        }
    }
}
