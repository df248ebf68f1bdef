internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Finds and reads the scalar coordinates that variables name in `coordinates`, each once.
struct ScalarReader {
    let arrays: ArrayCatalogue
    let reader: CoordinateReader
    private var known: [String: ScalarCoordinate?] = [:]

    init(arrays: ArrayCatalogue, reader: CoordinateReader) {
        self.arrays = arrays
        self.reader = reader
    }

    /// The scalar coordinates of a variable, in the order in which it names them.
    mutating func scalars(of variable: StoredVariable) throws -> [ScalarCoordinate] {
        let own = Set(variable.dimensions.map(\.name))
        var found: [ScalarCoordinate] = []
        for name in CFAttributes(variable.attributes).names("coordinates") {
            guard let array = arrays[name], array.shape.allSatisfy({ $0 == 1 }),
                own.isDisjoint(with: array.dimensions.map(\.name))
            else { continue }
            if let scalar = try scalar(array) { found.append(scalar) }
        }
        return found
    }

    /// Whether an array of one value has none, or none that is a number; false for one that is damaged, which is told when it is
    /// asked for.
    mutating func isMissing(_ array: StoredVariable) throws -> Bool {
        do {
            return try scalar(array) == nil
        } catch is DamagedCoordinate {
            return false
        }
    }

    private mutating func scalar(_ array: StoredVariable) throws -> ScalarCoordinate? {
        if let known = known[array.name] { return known }
        let scalar = try read(array)
        known[array.name] = .some(scalar)
        return scalar
    }

    /// Nil for a value that is missing.
    private func read(_ array: StoredVariable) throws -> ScalarCoordinate? {
        guard let values = try reader.values(of: array), let value = values.doubles.first, value.isFinite
        else {
            return nil
        }
        guard DefaultFill.found(in: values, of: array) == nil,
            array.dataType != .int64 || value != DefaultFill.notATime
        else { return nil }
        let attributes = CFAttributes(array.attributes)
        let number = Axis.text(CoordinateReader.type(of: array).shortest(value))
        let evidence = AxisEvidence.of(name: array.name, attributes: attributes, isCoordinate: true)
        let date = Dates(attributes).flatMap { $0.coordinates(values)?.text(at: 0) }
        return ScalarCoordinate(
            name: array.name,
            role: evidence?.role ?? .custom,
            value: value,
            units: attributes.text("units"),
            text: date ?? number
        )
    }
}
