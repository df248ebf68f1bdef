package import CRS
internal import CF
internal import Execution
internal import Zarr

/// What can be wrong with a dataset's metadata: facts here, words below, none of it fatal.
package enum MetadataProblem: Sendable, Hashable {
    /// An array or group is there and cannot be used.
    case unusable(reason: String, Unusable)
    /// A chunk of a coordinate, or of what describes one, is there and is no chunk.
    case damagedCoordinate(reason: String)
    /// A name that is longer than any file's.
    case nameTooLong(bytes: Int)
    /// A name that Unicode calls equivalent to one of an array of a group below, and that is written in other bytes.
    case equivalentName(of: String)
    /// The same of a dimension, and of an array or another dimension.
    case equivalentDimension(name: String, of: String)
    /// A group whose name cannot be part of an address; whether the document of the group above it shows it.
    case noAddress(isInDMR: Bool)
    /// More below a group than one DMR shows, and what that is at most.
    case hierarchyTooLarge(groups: Int, arrays: Int, levels: Int, bounds: String)
    /// Positions that were never written: netCDF's default fill value stands for them.
    case unwrittenCoordinate(fill: Double)
    /// Cells that were never written hold netCDF's default fill value, and nothing says that it marks them.
    case unmarkedFill(Double)
    /// No cell at all, as a dimension has none.
    case noCells(dimensions: [String])
    /// A transform from indices to places that is no pair of axes.
    case unusableTransform(attribute: String, isRotated: Bool)
    /// One that leads to places beyond all numbers.
    case overflowingTransform(attribute: String)
    /// A dimension's name repeats in one array, or has another length elsewhere.
    case dimensionsDisagree(names: [String])
    /// Coordinates, bounds or labels over a limit: they are not read. `allowed` is what the limit has left.
    case coordinatesTooLarge(limit: Limits.Name, allowed: Int, requested: Int)
    case notMonotonic
    /// Positions that are equal: they are known by their numbers.
    case positionsRepeat
    /// Dates that are equal: beside them positions are known by their numbers, under a name of their own.
    case datesRepeat(position: String)
    /// No position of a coordinate is a number.
    case noPositions
    case boundsWithoutCentres
    /// Longitudes or latitudes that are none.
    case notDegrees
    /// Units or calendar of a time that cannot be read.
    case noDates
    /// So many steps of a time have no date.
    case datesMissing(count: Int)
    /// The other numbers of an axis rise or fall steadily.
    case positionsMissing(count: Int)
    case unusablePacking(scale: Double, offset: Double)
    case emptyValidRange(from: Double, to: Double)
    /// An attribute that should hold numbers, so many of them, and holds something else.
    case notNumbers(attribute: String, count: Int)
    case absentGridMapping(name: String)
    /// A text that PROJ must not or cannot read.
    case unusableReferenceSystem(attribute: String, reason: ReferenceSystemRefusal)
    case noFigureOfTheEarth
    case unknownAxisUnits(String)
    /// A geographic reference system for axes that hold metres.
    case geographicMapping
    /// Two-dimensional coordinates beside a projection, so many cells away from it.
    case placesDisagree(cells: Double)
    /// More cells along one dimension than a map counts.
    case gridTooLong(cells: Int)
    /// A kind of grid that is not understood.
    case curvilinear
    /// Cells listed one by one (`compress`), by the axes that their numbers count along.
    case gathered(dimension: String, axes: [String])
    /// Valid times that are not written, but runs and leads.
    case summedTimes(run: String, lead: String)
    /// Texts along a dimension that name no position: they repeat, or some are empty.
    case labelsRepeat(dimension: String)
    /// A term of `formula_terms` whose variable does not exist.
    case absentFormulaTerm(String, name: String)
}

extension MetadataProblem {
    /// What keeps an array from being used.
    package enum Unusable: Sendable, Hashable {
        /// A type, codec or extension that is not understood.
        case feature
        /// A document that is not what it should be.
        case document
        /// The store does not give its document.
        case store
        /// Its chunks are larger than they may be.
        case size
        /// No key can have its name.
        case name
        /// The configuration names it, and nothing is there.
        case absence

        init(_ error: ZarrError) {
            switch error {
            case .chunksTooLarge: self = .size
            case .unsupported: self = .feature
            case .storage: self = .store
            case .absentNode: self = .absence
            case .unusableName: self = .name
            case .noNode, .unlisted, .corruptMetadata, .corruptChunk, .tooLarge: self = .document
            }
        }
    }

    /// What raises a limit of coordinates; what opening may read is bounded whatever is configured.
    private static func raiser(of limit: Limits.Name) -> LimitKey {
        limit == .coordinateBytes || limit == .memory ? limit.key : .fixed
    }

    /// What a coordinate would need, and what there is.
    static func excess(_ limit: Limits.Name, allowed: Int, requested: Int) -> String {
        let raiser = raiser(of: limit)
        let source = raiser == .fixed ? "opening a dataset" : raiser.text
        let verb = raiser == .fixed ? "may take" : "leaves"
        return "needs \(requested) \(limit.unit), of which \(source) \(verb) \(allowed)"
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
        case .positionsRepeat:
            "holds numbers that repeat: positions are selected by index, what stands there is their label"
        case .datesRepeat(let position): "holds dates that repeat: '\(position)' selects among them by index"
        case .noPositions: "holds no number: positions are their indices"
        case .gridTooLong(let cells): "has \(cells) cells along a dimension: served by index"
        case .notMonotonic: "is not monotonic: its cells have no extent"
        case .boundsWithoutCentres: "its bounds do not hold their centres and are ignored"
        case .notDegrees: "holds numbers that are no degrees: not used as a place"
        case .noDates: "its units or calendar cannot be read: no dates, only numbers"
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
        case .unusableReferenceSystem(let attribute, let reason):
            "its \(attribute) is not a reference system that may be used: \(reason.text)"
        case .noFigureOfTheEarth: "its grid mapping states no figure of the Earth: WGS84 is assumed"
        case .unknownAxisUnits(let units): "the units '\(units)' of its x axis are not understood"
        case .geographicMapping: "its reference system is geographic, but its x and y are no degrees"
        case .placesDisagree(let cells):
            "its two-dimensional longitudes and latitudes differ from its projection by \(cells) cells"
        case .curvilinear:
            "its places are two-dimensional longitudes and latitudes, which are not understood yet"
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
        }
    }

    /// How its owner can mend it.
    package var remedy: String {
        switch self {
        case .unusable(_, .feature):
            "Write the array again with a type and codecs that are supported, or leave it out."
        case .unusable(_, .document):
            "Mend the document so that it is what the format wants, or write the array again."
        case .unusable(_, .size):
            "Write the array again in smaller chunks, or raise \(ZarrError.chunkLimit.text), and 'server: memory' "
                + "with it."
        case .unusable(_, .name): "Give it another name."
        case .unusable(_, .absence):
            "Correct its path below 'arrays' in the configuration, or write the array."
        case .unusable(_, .store):
            "Put a regular file that the server may read in its place, or leave the array out."
        case .damagedCoordinate: "Write the chunk again, or take it away where nothing is known."
        case .nameTooLong: "Give it a shorter name."
        case .equivalentName, .equivalentDimension:
            "Write one name in one form of Unicode (NFC) everywhere."
        case .noAddress: "Name it otherwise, or publish it under an id of its own with 'group'."
        case .hierarchyTooLarge:
            "Nothing is wrong: ask for groups by their own addresses, as the dataset's page lists."
        case .unwrittenCoordinate: "Write the positions, or take the coordinate away."
        case .unmarkedFill(let fill): "Write _FillValue = \(fill) if it marks missing values."
        case .noCells: "Write values, or leave the array out."
        case .unusableTransform(_, let isRotated):
            isRotated
                ? "Write longitudes and latitudes of the cells over both dimensions, or a grid that is not turned."
                : "Write six numbers: of x the step, 0 and the first corner, of y 0, the step and the first corner."
        case .overflowingTransform: "Write the corner and the step in the units of the reference system."
        case .dimensionsDisagree: "Give every dimension one name and one length in its group."
        case .coordinatesTooLarge(let limit, _, _):
            switch Self.raiser(of: limit) {
            case .limits:
                "Raise \(limit.key.text), and 'server: memory' with it, or leave the coordinate out."
            case .memory: "Raise 'server: memory' or have fewer 'workers', or leave the coordinate out."
            case .fixed: "Write the coordinate in fewer or smaller chunks, or leave it out."
            }
        case .positionsRepeat: "Give every position a number of its own."
        case .datesRepeat: "Give every step a date of its own."
        case .noPositions: "Write the coordinate, or leave it out."
        case .gridTooLong: "Nothing is wrong: for maps write a grid of fewer than 2147483648 cells a side."
        case .notMonotonic: "Sort the positions and remove those that repeat or are missing."
        case .boundsWithoutCentres:
            "Write two bounds a cell with the position between them, in its own units."
        case .notDegrees: "Write degrees: longitudes within ±1080, latitudes within ±90."
        case .positionsMissing: "Write a number for every position, or cut the axis where it ends."
        case .datesMissing: "Write a date for every step, or cut the axis where it ends."
        case .noDates: "Write units such as 'hours since 1970-01-01' and one of the calendars of CF."
        case .unusablePacking: "Write finite numbers, and a scale_factor other than 0."
        case .notNumbers(let attribute, let count):
            "Write it as JSON numbers, such as \"\(attribute)\": \(count == 1 ? "1.5" : "[0, 1.5]"), or take it away."
        case .emptyValidRange: "Write the smaller number first, in the type that is stored."
        case .absentGridMapping: "Write the variable that it names, or take the attribute away."
        case .unusableReferenceSystem:
            "Write WKT, PROJJSON or an EPSG code of a horizontal system, without grids or files."
        case .noFigureOfTheEarth: "Add semi_major_axis and inverse_flattening, or earth_radius."
        case .unknownAxisUnits: "Write m, km, or degrees for a rotated pole."
        case .geographicMapping: "Name the reference system that its x and y are in."
        case .placesDisagree: "Correct the grid mapping or the coordinates, whichever is wrong."
        case .gathered: "Nothing is wrong: for maps and places store the grid whole, with a fill value."
        case .summedTimes: "Write a coordinate of valid times with the dimension's name."
        case .labelsRepeat: "Give every position a text of its own."
        case .absentFormulaTerm: "Write the variable that it names, or take the term away."
        case .curvilinear: "Nothing is wrong: until it is understood the variable is served by index."
        }
    }
}
