internal import CF
internal import Zarr

/// Decoded values as text: elements of a row between blanks (texts between tabs), a row a line.
struct ValueText {
    private let element: ElementType
    private let columns: Int
    /// What numbers mean, where they are times.
    private let dates: DateWords?
    /// Elements of the current row so far.
    private var column = 0

    /// `columns` is the length of a row.
    init(element: ElementType, columns: Int, dates: DateWords? = nil) {
        self.element = element
        self.dates = dates
        self.columns = max(columns, 1)
    }

    /// The text of whole elements, as `ArrayExport` hands them out: of varying length one at a time, with its length
    /// before it.
    mutating func text(of bytes: UnsafeRawBufferPointer) -> String {
        guard let size = element.size else {
            guard bytes.count >= 4 else { return "" }
            return put(ElementText.varying(element, UnsafeRawBufferPointer(rebasing: bytes[4...])))
        }
        guard size > 0 else { return "" }
        var text = ""
        for start in stride(from: 0, through: bytes.count - size, by: size) {
            let value = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + size)])
            text += put(date(value) ?? ElementText.text(element, value))
        }
        return text
    }

    /// A number that is a time, as a date.
    private func date(_ value: UnsafeRawBufferPointer) -> String? {
        guard let dates, case .number(let type) = element, type != .bool else { return nil }
        let number = ElementText.text(element, value)
        if let count = Int64(number) { return dates.text(count) }
        // The shortest text of a single number is not the number itself.
        let isDouble = type == .float64 || type == .uint64
        let exact = isDouble ? Double(number) : Float(number).map { Double($0) }
        return exact.flatMap { dates.text($0) }
    }

    private mutating func put(_ value: String) -> String {
        column += 1
        guard column < columns else {
            column = 0
            return value + "\n"
        }
        return value + (element.isWords ? "\t" : " ")
    }
}

extension ElementType {
    /// Whether the text of an element may hold blanks.
    fileprivate var isWords: Bool {
        switch self {
        case .text, .bytes, .fixedText, .fixedBytes, .record: true
        default: false
        }
    }
}

/// One decoded element as text.
enum ElementText {
    /// `bytes` holds exactly one element of a fixed size.
    static func text(_ element: ElementType, _ bytes: UnsafeRawBufferPointer) -> String {
        switch element {
        case .number(let type): number(type, bytes)
        case .complex(let part): complex(part, bytes)
        case .datetime(let unit, let scale): time(integer(bytes), unit, scale)
        case .timedelta(let unit, let scale): duration(integer(bytes), unit, scale)
        case .fixedBytes: escaped(trimmed(bytes))
        case .fixedText: escaped(wideText(bytes))
        // Arrays of narrow numbers are decoded to wider ones; what is left as stored has no number here.
        case .raw, .narrow: bytes.map { hexadecimal($0) }.joined()
        case .record(let fields): record(fields, bytes)
        case .text, .bytes: ""
        }
    }

    /// An element of varying length without its length.
    static func varying(_ element: ElementType, _ bytes: UnsafeRawBufferPointer) -> String {
        element == .text
            ? escaped(bytes) : bytes.map { hexadecimal($0) }.joined()
    }

    private static func number(_ type: DataType, _ bytes: UnsafeRawBufferPointer) -> String {
        switch type {
        case .bool: bytes.first == 0 ? "false" : "true"
        case .int8: "\(bytes.loadUnaligned(as: Int8.self))"
        case .int16: "\(Int16(littleEndian: bytes.loadUnaligned(as: Int16.self)))"
        case .int32: "\(Int32(littleEndian: bytes.loadUnaligned(as: Int32.self)))"
        case .int64: "\(integer(bytes))"
        case .uint8: "\(bytes.loadUnaligned(as: UInt8.self))"
        case .uint16: "\(UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self)))"
        case .uint32: "\(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))"
        case .uint64: "\(UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))"
        case .float16:
            "\(Float(Float16(bitPattern: UInt16(littleEndian: bytes.loadUnaligned(as: UInt16.self)))))"
        case .float32:
            "\(Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))))"
        case .float64:
            "\(Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))))"
        }
    }

    private static func complex(_ part: DataType, _ bytes: UnsafeRawBufferPointer) -> String {
        let parts = [bytes[..<part.size], bytes[part.size...]].map {
            number(part, UnsafeRawBufferPointer(rebasing: $0))
        }
        return parts[1].hasPrefix("-") ? "\(parts[0])\(parts[1])j" : "\(parts[0])+\(parts[1])j"
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        Int64(littleEndian: bytes.loadUnaligned(as: Int64.self))
    }

    /// Milliseconds of units that are whole ones; how many of a unit make a millisecond for smaller ones.
    private static func milliseconds(of unit: ElementType.TimeUnit) -> (each: Int64, parts: Int64)? {
        switch unit {
        case .weeks: (604_800_000, 1)
        case .days: (86_400_000, 1)
        case .hours: (3_600_000, 1)
        case .minutes: (60_000, 1)
        case .seconds: (1000, 1)
        case .milliseconds: (1, 1)
        case .microseconds: (1, 1000)
        case .nanoseconds: (1, 1_000_000)
        default: nil
        }
    }

    /// ISO 8601 where the calendar's length of the unit is fixed and milliseconds hold it; else the count and its unit.
    private static func time(_ count: Int64, _ unit: ElementType.TimeUnit, _ scale: Int) -> String {
        guard count != .min else { return "NaT" }
        guard let (each, parts) = milliseconds(of: unit) else { return duration(count, unit, scale) }
        let (units, overflow) = count.multipliedReportingOverflow(by: Int64(scale))
        guard !overflow else { return duration(count, unit, scale) }
        let below = ((units % parts) + parts) % parts
        let (whole, isTooLong) = ((units - below) / parts).multipliedReportingOverflow(by: each)
        guard !isTooLong else { return duration(count, unit, scale) }
        let text = TimeText.text(milliseconds: whole, calendar: .standard)
        guard below != 0 else { return text }
        // What is below a millisecond stands behind the three digits of the milliseconds.
        let digits = String(below + parts).dropFirst()
        let start = text.dropLast()
        return start + (start.contains(".") ? "" : ".000") + digits + "Z"
    }

    private static func duration(_ count: Int64, _ unit: ElementType.TimeUnit, _ scale: Int) -> String {
        count == .min ? "NaT" : "\(count)\(scale == 1 ? "" : "×\(scale)")\(unit.rawValue)"
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> some Collection<UInt8> {
        bytes[..<(bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)]
    }

    private static func wideText(_ bytes: UnsafeRawBufferPointer) -> String {
        var text = String.UnicodeScalarView()
        for start in stride(from: 0, through: bytes.count - 4, by: 4) {
            let value = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        while text.last == "\0" { text.removeLast() }
        return String(text)
    }

    private static func record(_ fields: [ElementType.Field], _ bytes: UnsafeRawBufferPointer) -> String {
        var (parts, start) = ([String](), 0)
        for field in fields {
            let size = field.element.size ?? 0
            for _ in 0..<field.count {
                guard start + size <= bytes.count else { break }
                parts.append(
                    text(field.element, UnsafeRawBufferPointer(rebasing: bytes[start..<(start + size)]))
                )
                start += size
            }
        }
        return "(\(parts.joined(separator: ", ")))"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// Bytes that are no UTF-8 are told as they are.
    private static func escaped(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return escaped(text) }
        return bytes.map { byte in
            byte < 0x80 ? escaped(String(Unicode.Scalar(byte))) : "\\x" + hexadecimal(byte)
        }.joined()
    }

    /// One line: what would end it, or act on a terminal, is written as an escape.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                let hidden: [Unicode.GeneralCategory] = [
                    .control, .format, .lineSeparator, .paragraphSeparator,
                ]
                if hidden.contains(scalar.properties.generalCategory) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
