package import CRS
internal import CF
package import Execution
package import Failures
internal import Zarr

/// What can be wrong with a dataset's metadata: facts here, words beside it, none of it fatal.
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
    /// The index of a grid over a limit: its variables have no place. `allowed` is what the limit has left for it, `requested` the
    /// least that it needs.
    case gridTooLarge(limit: Limits.Name, allowed: Int, requested: Int)
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
    /// A calendar with leap seconds, or not of UTC, which is read as the standard one.
    case leapSeconds(calendar: String)
    /// So many steps of a time have no date.
    case datesMissing(count: Int)
    /// The other numbers of an axis rise or fall steadily.
    case positionsMissing(count: Int)
    case unusablePacking(scale: Double, offset: Double)
    case emptyValidRange(from: Double, to: Double)
    /// An attribute that should hold numbers, so many of them, and holds something else.
    case notNumbers(attribute: String, count: Int)
    case absentGridMapping(name: String)
    /// A grid mapping whose projection is not known, and what it calls it, if anything.
    case unknownGridMapping(name: String, projection: String?)
    /// Cells in x and y, and nothing says by which projection.
    case unprojected(x: String, y: String)
    /// x and y over several dimensions of cells, or of features, and no longitudes and latitudes.
    case planePlaces(x: String, y: String, dimensions: [String])
    /// Longitudes that count from another meridian than Greenwich, so many degrees east of it; whether places are told from
    /// Greenwich.
    case primeMeridian(degrees: Double, isShifted: Bool)
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
    /// Places over more than two dimensions of cells, such as the faces of a cubed sphere.
    case curvilinear
    /// Nothing but the number of cells says that they are pixels of a sphere.
    case pixelsByCount(cells: Int)
    /// A level, a side or an order of pixels that cannot be; nothing is written where it is missing.
    case unusablePixels(attribute: String, written: String?)
    /// Numbers of pixels that tell levels too, and no list of them.
    case pixelsUnlisted(scheme: String)
    /// Nested pixels whose side is no power of two.
    case sideOfNestedPixels(side: Int)
    /// Cells without a list, of another number than the sphere has pixels.
    case pixelsDisagree(side: Int, cells: Int)
    /// Which way pixels are numbered is not said.
    case orderOfPixelsUnknown
    /// Numbers in a list of cells that stand for none.
    case strayNumbers(count: Int)
    /// Numbers in a list of cells that stood in it before.
    case numbersRepeat(count: Int)
    /// The lines of a reduced Gaussian grid are not told, or cannot be.
    case unusableLines(attribute: String)
    /// A flattening of no body.
    case unusableFigure(flattening: Double)
    case mesh(MeshProblem)
    /// Longitudes and latitudes over two dimensions, none of which is a place.
    case noPlaces
    /// Pairs of numbers in many cells that nobody wrote: they are taken for missing.
    case unwrittenPlaces(count: Int)
    /// Latitudes beyond 90 degrees.
    case placesBeyondPoles(count: Int)
    /// Longitudes or latitudes that are no degrees, such as −999 and 1e20, and that nothing marks as missing.
    case placesOutOfRange(count: Int)
    /// Cells far from all that is beside them.
    case placesAstray(count: Int)
    /// Cells whose stated corners reach far beyond those beside them.
    case cornersAstray(count: Int)
    /// Cells without corners where others have them.
    case cornersMissing(count: Int)
    /// Cells whose places change along a dimension.
    case movingPlaces(dimension: String)
    /// Steps of such at which no cell has a place.
    case stepsWithoutPlaces(count: Int, of: Int, dimension: String)
    /// Longitudes and latitudes along a dimension of times that the variable does not have.
    case placesElsewhen(longitude: String, latitude: String, dimension: String)
    /// A term of `formula_terms` that is named twice.
    case repeatedFormulaTerm(String)
    /// A term that the formula does not have.
    case strayFormulaTerm(String, formula: String)
    case features(FeatureProblem)
    /// Cells listed one by one (`compress`), by the axes that their numbers count along.
    case gathered(dimension: String, axes: [String])
    /// Valid times that are not written, but runs and leads.
    case summedTimes(run: String, lead: String)
    /// Texts along a dimension that name no position: they repeat, or some are empty.
    case labelsRepeat(dimension: String)
    /// A term of `formula_terms` whose variable does not exist.
    case absentFormulaTerm(String, name: String)
    /// A standard name with `formula_terms` that is none of the formulas of CF.
    case unknownFormula(String)
    /// A term without which the formula makes no sense.
    case unlistedFormulaTerm(String)
    /// A term that is one number for all places, and is none.
    case formulaTermMissing(String, name: String)
    /// A term that lies along dimensions which the variable does not have.
    case formulaTermElsewhere(String, name: String, dimensions: [String])
    /// A term whose unit is none of what the formula makes.
    case formulaTermUnit(String, name: String, units: String)
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
        /// Its chunks are larger than they may be; what raises that.
        case size(LimitKey)
        /// No key can have its name.
        case name
        /// The configuration names it, and nothing is there.
        case absence

        init(_ error: ZarrError) {
            switch error {
            case .chunksTooLarge(_, _, _, _, let raiser): self = .size(raiser)
            case .unsupported: self = .feature
            case .storage: self = .store
            case .absentNode: self = .absence
            case .unusableName: self = .name
            case .noNode, .unlisted, .corruptMetadata, .corruptChunk, .tooLarge: self = .document
            }
        }
    }
}
