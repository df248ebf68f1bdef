/// The type of an array's elements, of all that Zarr arrays hold; `DataType` has those that services compute with.
package indirect enum ElementType: Sendable, Hashable {
    case number(DataType)
    /// As stored: an array of them is one of wider numbers.
    case narrow(NarrowType)
    /// Real and imaginary part, each of this type.
    case complex(DataType)
    /// An `int64` count of so many units since 1970, the smallest one for "not a time".
    case datetime(TimeUnit, Int)
    case timedelta(TimeUnit, Int)
    /// So many bytes, padded with NUL.
    case fixedBytes(Int)
    /// So many code points of four bytes, padded with NUL.
    case fixedText(Int)
    /// So many bytes that mean nothing here.
    case raw(Int)
    /// UTF-8 of varying length.
    case text
    /// Bytes of varying length.
    case bytes
    /// Fields one behind the other, without gaps.
    case record([Field])

    package struct Field: Sendable, Hashable {
        package let name: String
        package let element: ElementType
        /// How often the element stands in the record: the product of the field's own shape.
        package let count: Int
        /// Of v2, where each field has its own byte order.
        let endian: Endian
    }

    /// Units of time as NumPy spells them.
    package enum TimeUnit: String, Sendable, Hashable, CaseIterable {
        case years = "Y", months = "M", weeks = "W", days = "D", hours = "h", minutes = "m", seconds = "s"
        case milliseconds = "ms", microseconds = "us", nanoseconds = "ns", picoseconds = "ps"
        case femtoseconds = "fs", attoseconds = "as"
    }

    /// Bytes of one element as decoded; nil when it varies.
    package var size: Int? {
        switch self {
        case .number(let type): type.size
        case .narrow(let type): type.size
        case .complex(let part): 2 * part.size
        case .datetime, .timedelta: 8
        case .fixedBytes(let count), .raw(let count): count
        case .fixedText(let count): 4 * count
        case .text, .bytes: nil
        case .record(let fields): fields.reduce(0) { $0 + ($1.element.size ?? 0) * $1.count }
        }
    }

    /// Bytes of the units that a change of byte order turns round; 1 when there are none.
    var swapUnit: Int {
        switch self {
        case .number(let type), .complex(let type): type.size
        case .narrow(let type): type.size
        case .datetime, .timedelta: 8
        case .fixedText: 4
        default: 1
        }
    }

    /// The numbers that the elements are: times are their counts; nil for all that is no number.
    var numbers: DataType? {
        switch self {
        case .number(let type): type
        case .datetime, .timedelta: .int64
        default: nil
        }
    }

    /// What `DataType` says of elements that are no numbers: plain bytes.
    var carrier: DataType { numbers ?? .uint8 }

    var isText: Bool {
        if case .fixedText = self { true } else { false }
    }

    package var name: String {
        switch self {
        case .number(let type): type.name
        case .narrow(let type): type.rawValue
        case .complex(let part): part == .float32 ? "complex64" : "complex128"
        case .datetime(let unit, let scale): "datetime64[\(scale == 1 ? "" : "\(scale)")\(unit.rawValue)]"
        case .timedelta(let unit, let scale): "timedelta64[\(scale == 1 ? "" : "\(scale)")\(unit.rawValue)]"
        case .fixedBytes(let count): "bytes[\(count)]"
        case .fixedText(let count): "text[\(count)]"
        case .raw(let count): "raw[\(count)]"
        case .text: "text"
        case .bytes: "bytes"
        case .record(let fields):
            "record(\(fields.map { "\($0.name): \($0.element.name)" }.joined(separator: ", ")))"
        }
    }
}
