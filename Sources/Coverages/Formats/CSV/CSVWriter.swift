internal import CF
internal import Execution
internal import JSON

/// Writes the lines of a table, handing bytes on as they gather.
struct CSVWriter {
    private let body: any BodyWriter
    private let context: WorkContext
    private var bytes: [UInt8] = []

    static let flushSize = 32 << 10
    /// Bytes that gather at most: what is handed on at once, and a line of many parameters more.
    static let maxBuffered = 128 << 10

    init(body: any BodyWriter, context: WorkContext) {
        self.body = body
        self.context = context
    }

    /// A line of texts alone.
    mutating func line(_ fields: [String]) {
        begin(fields)
        end()
    }

    /// Begins a line.
    mutating func begin(_ fields: [String]) {
        for (number, field) in fields.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: Self.quoted(field).utf8)
        }
    }

    /// Ends a line with so many values; nil is none.
    mutating func values(_ count: Int, _ value: (Int) -> (values: Values, index: Int)?) {
        for number in 0..<count {
            bytes.append(UInt8(ascii: ","))
            if let (values, index) = value(number) { append(values, index) }
        }
        end()
    }

    mutating func flush(above size: Int) throws {
        guard bytes.count > size else { return }
        try context.check()
        try body.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func end() { bytes.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")]) }

    private mutating func append(_ values: Values, _ index: Int) {
        guard !(values.missing.indices.contains(index) && values.missing[index]) else { return }
        switch values.storage {
        case .float(let floats):
            guard floats.indices.contains(index), floats[index].isFinite else { return }
            JSONText.append(floats[index], to: &bytes)
        case .double(let doubles):
            guard doubles.indices.contains(index), doubles[index].isFinite else { return }
            JSONText.append(doubles[index], to: &bytes)
        case .signed(let integers):
            if integers.indices.contains(index) { JSONText.append(integers[index], to: &bytes) }
        case .unsigned(let integers):
            if integers.indices.contains(index) { JSONText.append(integers[index], to: &bytes) }
        }
    }

    /// Texts with commas, quotes or ends of lines stand in quotes; those that a spreadsheet would take for a formula behind an
    /// apostrophe.
    private static func quoted(_ text: String) -> String {
        let isSigned = text.dropFirst().first?.isNumber ?? false
        let isFormula = text.first.map { "=@".contains($0) || "+-".contains($0) && !isSigned } ?? false
        let text = isFormula ? "'" + text : text
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
