internal import Execution
internal import Failures
internal import Zarr

extension MetadataProblem {
    /// How its owner can mend it.
    package var remedy: String {
        switch self {
        case .unusable(_, .feature):
            "Write the array again with a type and codecs that are supported, or leave it out."
        case .unusable(_, .document):
            "Mend the document so that it is what the format wants, or write the array again."
        case .unusable(_, .size(.memory)):
            "Write the array again in smaller chunks, or \(LimitKey.memory.remedy)."
        case .unusable(_, .size(let key)):
            "Write the array again in smaller chunks, or \(key.remedy), and 'server: memory' with it."
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
        case .gridTooLarge(let limit, _, _):
            switch Self.raiser(of: limit) {
            case .limits: "Raise \(limit.key.text), and 'server: memory' with it."
            case .memory:
                "Raise 'server: memory' or have fewer 'workers': a dataset's coordinates may hold a quarter of a worker's memory for data."
            case .fixed: "Write the coordinates of the cells in fewer or smaller chunks."
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
        case .leapSeconds: "Write the times in the calendar 'standard'."
        case .datesMissing: "Write a date for every step, or cut the axis where it ends."
        case .noDates: "Write units such as 'hours since 1970-01-01' and one of the calendars of CF."
        case .unusablePacking: "Write finite numbers, and a scale_factor other than 0."
        case .notNumbers(let attribute, let count):
            "Write it as JSON numbers, such as \"\(attribute)\": \(count == 1 ? "1.5" : "[0, 1.5]"), or take it away."
        case .emptyValidRange: "Write the smaller number first, in the type that is stored."
        case .absentGridMapping: "Write the variable that it names, or take the attribute away."
        case .unknownGridMapping:
            "Write crs_wkt, an EPSG code, or a grid_mapping_name of CF's appendix F with its parameters."
        case .unprojected:
            "Name a variable with the reference system of x and y in 'grid_mapping', or write longitudes and latitudes in degrees."
        case .planePlaces(_, _, let dimensions):
            "Write their longitudes and latitudes in degrees along \(dimensions.map { "'\($0)'" }.joined(separator: ", ")), and name them in "
                + "'coordinates'."
        case .primeMeridian(_, isShifted: true):
            "Nothing is wrong; for programs that know no other meridian write longitudes from Greenwich."
        case .primeMeridian(_, isShifted: false):
            "Write longitudes from Greenwich, and take longitude_of_prime_meridian or the prime meridian of crs_wkt away."
        case .unusableReferenceSystem:
            "Write WKT, PROJJSON or an EPSG code of a horizontal system, without grids or files."
        case .noFigureOfTheEarth: "Add semi_major_axis and inverse_flattening, or earth_radius."
        case .unknownAxisUnits: "Write m, km, or degrees for a rotated pole."
        case .geographicMapping: "Name the reference system that its x and y are in."
        case .placesDisagree: "Correct the grid mapping or the coordinates, whichever is wrong."
        case .pixelsByCount:
            "Write a grid mapping with grid_mapping_name healpix, refinement_level and indexing_scheme."
        case .unusablePixels:
            "Write refinement_level (0 to 29) and indexing_scheme (nested, ring, nuniq or zuniq)."
        case .pixelsUnlisted:
            "List them in a coordinate with the standard name healpix_index, or write nested or ring with refinement_level."
        case .sideOfNestedPixels: "Write indexing_scheme ring, or a refinement_level."
        case .pixelsDisagree:
            "Correct refinement_level, or list the pixels in a coordinate with the standard name healpix_index."
        case .orderOfPixelsUnknown: "Write indexing_scheme nested or ring."
        case .strayNumbers:
            "Write for every cell its number in the grid, from 0 on, in a type of whole numbers."
        case .numbersRepeat: "Write the number of every cell once."
        case .unusableLines:
            "Name the variables of all latitudes and of the points on each, or write longitudes and latitudes."
        case .unusableFigure: "Correct inverse_flattening (298.257223563 is that of WGS84) or the axes."
        case .gathered: "Nothing is wrong: for maps and places store the grid whole, with a fill value."
        case .summedTimes: "Write a coordinate of valid times with the dimension's name."
        case .labelsRepeat: "Give every position a text of its own."
        case .absentFormulaTerm: "Write the variable that it names, or take the term away."
        case .repeatedFormulaTerm: "Name each term once."
        case .strayFormulaTerm:
            "Take the term away, or write the standard name of the formula that has it (CF, appendix D)."
        case .unknownFormula: "Write a standard name of CF's appendix D, or take formula_terms away."
        case .unlistedFormulaTerm(let term): "Add '\(term): ' and the name of its variable to formula_terms."
        case .formulaTermUnit:
            "Write the term as the formula wants it, in a unit of pressure or of length, and say which."
        case .formulaTermMissing(_, let name): "Write the number of '\(name)', in the unit that it says."
        case .formulaTermElsewhere: "Write the term at the variable's own places and times as well."
        case .mesh(let problem): problem.remedy
        case .noPlaces: "Write longitudes and latitudes in degrees, or take the arrays away."
        case .unwrittenPlaces:
            "Write _FillValue for longitudes and latitudes, and that number in cells that have no place."
        case .placesBeyondPoles: "Write latitudes within ±90 degrees, and _FillValue where a cell has none."
        case .placesOutOfRange:
            "Write _FillValue with that number for both coordinates, or correct them."
        case .placesElsewhen(_, _, let dimension):
            "Write it along '\(dimension)' as well, or write its own longitudes and latitudes without '\(dimension)' and name them "
                + "in 'coordinates'."
        case .placesAstray:
            "Correct these longitudes and latitudes, or write _FillValue in cells that have no place."
        case .cornersAstray: "Write the corners of these cells again, or _FillValue where they have none."
        case .cornersMissing: "Write the corners of these cells."
        case .stepsWithoutPlaces: "Write longitudes and latitudes for every step, or cut the dimension."
        case .movingPlaces:
            "Raise 'limits: coordinate_bytes' for maps and places: until then the variable is served by index."
        case .features(let problem): problem.remedy
        case .curvilinear:
            "For maps and places store cells in rows and columns: the variable is served by index."
        }
    }
}
