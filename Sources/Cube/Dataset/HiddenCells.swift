internal import CF
internal import Grids
internal import JSON
internal import Zarr

/// Cells that a policy hides among those that it leaves of an array's dimensions: they read as missing.
///
/// There are such on grids whose lines are none of longitude and latitude.
struct HiddenCells: Sendable {
    /// What of some dimensions of the array is left, in indices of the array.
    struct Mask: Sendable {
        /// One; of cells that move one for each index of the dimension `step`, all of which count where an array has none.
        let masks: [CellMask]
        let step: Int?
        /// The dimension of the rows; of faces and their rows both, with the length of the latter.
        let face: Int?
        let row: Int
        let rowsOfFace: Int
        let column: Int

        init(
            _ masks: [CellMask],
            step: Int? = nil,
            face: Int? = nil,
            row: Int,
            rowsOfFace: Int = 0,
            column: Int
        ) {
            (self.masks, self.step, self.face) = (masks, step, face)
            (self.row, self.rowsOfFace, self.column) = (row, rowsOfFace, column)
        }

        /// What has to leave a cell at an index of the step's dimension; nil where nothing is left.
        func masks(at index: Int?) -> [CellMask]? {
            guard let index else { return masks }
            return masks.indices.contains(index) ? [masks[index]] : nil
        }

        /// Whether a cell is hidden, given by indices of the array.
        func hides(_ index: (Int) -> Int) -> Bool {
            let place = (row: (face.map { index($0) * rowsOfFace } ?? 0) + index(row), column: index(column))
            guard let masks = masks(at: step.map(index)) else { return true }
            return masks.contains { !$0.leaves(row: place.row, column: place.column) }
        }
    }

    let masks: [Mask]
    /// The bytes of an element that stand for what is hidden.
    let fill: [UInt8]

    /// Whether an element is hidden, given by its indices in the array.
    func hides(_ index: (Int) -> Int) -> Bool {
        masks.contains { $0.hides(index) }
    }
}

/// A number of a type of elements that means "missing", as its bytes and as an attribute has it.
struct FillNumber: Sendable, Equatable {
    let bytes: [UInt8]
    let value: JSONValue

    /// The fill value that an array's attributes name, else NaN, else the default of the netCDF libraries or, of a single
    /// byte, its greatest number.
    init(of type: DataType, _ attributes: JSONObject) {
        let named = ["_FillValue", "missing_value"].lazy.compactMap { name in
            attributes[name].flatMap { value in
                Self.bytes(of: value, as: type).map { FillNumber(bytes: $0, value: value) }
            }
        }
        let byDefault: JSONValue =
            switch type {
            case .float16, .float32, .float64: .number(.nan)
            // As a double it would be another.
            case .uint64: .unsigned(.max - 1)
            default: .number(DefaultFill.value(of: type) ?? 127)
            }
        self = named.first ?? FillNumber(bytes: Self.bytes(of: byDefault, as: type) ?? [], value: byDefault)
    }

    private init(bytes: [UInt8], value: JSONValue) {
        (self.bytes, self.value) = (bytes, value)
    }

    /// In the order of the machine; nil for what is no number of that type.
    private static func bytes(of value: JSONValue, as type: DataType) -> [UInt8]? {
        guard let number = value.doubleValue else { return nil }
        switch type {
        case .float16: return withUnsafeBytes(of: Float16(number)) { Array($0) }
        case .float32: return withUnsafeBytes(of: Float(number)) { Array($0) }
        case .float64: return withUnsafeBytes(of: number) { Array($0) }
        default: break
        }
        // Either sign: `_Unsigned` may say that it is the other.
        var bits = value.integerValue.map { UInt64(bitPattern: $0) } ?? UInt64(exactly: number)
        if case .unsigned(let exact) = value { bits = exact }
        guard let bits, type.size == 8 || number >= -0x1p31 && fits(number, type.size) else { return nil }
        return withUnsafeBytes(of: bits.littleEndian) { Array($0.prefix(type.size)) }
    }

    private static func fits(_ number: Double, _ size: Int) -> Bool {
        let values = Double(1 << (8 * UInt64(size)))
        return number >= -values / 2 && number < values
    }
}
