/// Reads RFC 8259 JSON, and the bare `NaN` and `Infinity` that real stores hold.
package struct JSONParser {
    /// What a text may be beyond RFC 8259.
    package enum Grammar: Sendable {
        /// As real stores hold it: `NaN` and `Infinity`, a byte order mark, keys given twice (the last counts), lone surrogates
        /// (they become U+FFFD), numbers beyond any double.
        case lenient
        /// Nothing of this: two readers that take such a text may read two things (RFC 8259, section 4; RFC 8725, section 3.10).
        case strict
    }

    /// What a parser accepts before it gives up.
    package struct Limits: Sendable {
        package var depth: Int
        package var bytes: Int
        /// What the values may take in memory, as far as it can be told; a list of zeros takes 16 times its text.
        package var memory: Int

        /// 64 levels are more than any metadata has; 64 MiB hold real consolidated documents.
        package static let metadata = Limits(depth: 64, bytes: 64 << 20)

        package init(depth: Int, bytes: Int, memory: Int = 256 << 20) {
            self.depth = depth
            self.bytes = bytes
            self.memory = memory
        }
    }

    /// A value in a list that grows by doubling.
    private static let valueBytes = 2 * MemoryLayout<JSONValue>.stride
    /// A key with its value, and its place in a table.
    private static let memberBytes = 2 * (valueBytes + 2 * MemoryLayout<String>.stride)
    /// Texts up to here lie in their value.
    private static let shortText = 15
    private static let textOverhead = 32
    /// More digits than any double has need of, in its longest spelling.
    private static let maxNumberBytes = 2048

    private let bytes: UnsafeRawBufferPointer
    private let limits: Limits
    private let grammar: Grammar
    private var offset = 0
    private var depth = 0
    private var memory = 0

    /// Parses one document that fills `bytes`, but for white space and a byte order mark.
    package static func parse(
        _ bytes: UnsafeRawBufferPointer,
        limits: Limits = .metadata,
        grammar: Grammar = .lenient
    ) throws(JSONError) -> JSONValue {
        try measured(bytes, limits: limits, grammar: grammar).value
    }

    /// The same, with the bytes that the value takes in memory, as far as they can be told.
    package static func measured(
        _ bytes: UnsafeRawBufferPointer,
        limits: Limits = .metadata,
        grammar: Grammar = .lenient
    ) throws(JSONError) -> (value: JSONValue, memory: Int) {
        guard bytes.count <= limits.bytes else { throw .tooLong(bytes: bytes.count, limit: limits.bytes) }
        var parser = JSONParser(bytes: bytes, limits: limits, grammar: grammar)
        if grammar == .lenient, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.offset = 3 }
        let value = try parser.value()
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw parser.expected("the end") }
        return (value, parser.memory)
    }

    /// Parses a text; see `parse(_:limits:)` for bytes.
    package static func parse(
        _ text: String,
        limits: Limits = .metadata,
        grammar: Grammar = .lenient
    ) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits, grammar: grammar)
    }

    /// Parses bytes in a list; see `parse(_:limits:grammar:)` for a buffer.
    package static func parse(
        _ bytes: [UInt8],
        limits: Limits = .metadata,
        grammar: Grammar = .lenient
    ) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in try parse(bytes, limits: limits, grammar: grammar) }
        }.get()
    }

    private init(bytes: UnsafeRawBufferPointer, limits: Limits, grammar: Grammar) {
        self.bytes = bytes
        self.limits = limits
        self.grammar = grammar
    }

    private func expected(_ what: String) -> JSONError { .unexpected(offset: offset, expected: what) }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    /// Steps over `byte` if it comes next.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        offset += 1
        return true
    }

    private mutating func take(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count - offset >= length else { return false }
        let word = UnsafeBufferPointer(start: word.utf8Start, count: length)
        guard bytes[offset..<(offset + length)].elementsEqual(word) else { return false }
        offset += length
        return true
    }

    private mutating func spend(_ bytes: Int) throws(JSONError) {
        memory += bytes
        guard memory <= limits.memory else { throw .tooLarge(limit: limits.memory) }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        try spend(Self.valueBytes)
        switch current {
        case UInt8(ascii: "{"):
            return .object(try nested { (parser) throws(JSONError) in try parser.object() })
        case UInt8(ascii: "["): return .array(try nested { (parser) throws(JSONError) in try parser.array() })
        case UInt8(ascii: "\""): return .string(try string())
        default: return try wordOrNumber()
        }
    }

    private mutating func nested<Result>(
        _ body: (inout JSONParser) throws(JSONError) -> Result
    ) throws(JSONError) -> Result {
        guard depth < limits.depth else { throw .tooDeep(limit: limits.depth) }
        depth += 1
        defer { depth -= 1 }
        offset += 1
        return try body(&self)
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        skipSpace()
        if take(UInt8(ascii: "}")) { return object }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw expected("a key") }
            let start = offset
            let key = try string()
            if grammar == .strict, object[key] != nil {
                throw .unexpected(offset: start, expected: "a key that was not there before")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw expected("':'") }
            try spend(Self.memberBytes)
            object[key] = try value()
            skipSpace()
            if take(UInt8(ascii: "}")) { return object }
            guard take(UInt8(ascii: ",")) else { throw expected("',' or '}'") }
        }
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var values: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return values }
        while true {
            values.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return values }
            guard take(UInt8(ascii: ",")) else { throw expected("',' or ']'") }
        }
    }

    private mutating func wordOrNumber() throws(JSONError) -> JSONValue {
        if take(word: "true") { return .bool(true) }
        if take(word: "false") { return .bool(false) }
        if take(word: "null") { return .null }
        if grammar == .lenient {
            if take(word: "NaN") { return .number(.nan) }
            if take(word: "Infinity") { return .number(.infinity) }
            if take(word: "-Infinity") { return .number(-.infinity) }
        }
        return try number()
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        var isInteger = true
        _ = take(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[offset - whole] != UInt8(ascii: "0") else {
            throw expected("a value")
        }
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw expected("a digit") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw expected("a digit") }
        }
        guard offset - start <= Self.maxNumberBytes else { throw expected("a shorter number") }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger {
            if let value = Int64(text) { return .integer(value) }
            if let value = UInt64(text) { return .unsigned(value) }
        }
        guard let value = Double(text) else { throw expected("a number") }
        guard grammar == .lenient || value.isFinite else {
            throw expected("a number that a double has room for")
        }
        return .number(value)
    }

    /// Steps over digits and returns how many there were.
    private mutating func digits() -> Int {
        let start = offset
        while let byte = current, byte >= 0x30, byte <= 0x39 { offset += 1 }
        return offset - start
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            offset += 1
        }
        if offset - start > Self.shortText { try spend(offset - start + Self.textOverhead) }
        if current == UInt8(ascii: "\"") {
            guard let text = String(validating: bytes[start..<offset], as: UTF8.self) else {
                throw .unexpected(offset: start, expected: "UTF-8")
            }
            offset += 1
            return text
        }
        return try escapedString(from: start)
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<offset])
        defer { memory += text.count + Self.textOverhead }
        while true {
            guard let byte = current, byte >= 0x20 else { throw expected("'\"'") }
            offset += 1
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") { try appendEscape(to: &text) } else { text.append(byte) }
        }
        guard let text = String(validating: text, as: UTF8.self) else {
            throw .unexpected(offset: start, expected: "UTF-8")
        }
        return text
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw expected("an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try codePoint()).utf8)
        default: throw expected("an escape")
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair; a lone surrogate becomes U+FFFD where one may stand.
    private mutating func codePoint() throws(JSONError) -> Unicode.Scalar {
        if let scalar = try pairedCodePoint() { return scalar }
        guard grammar == .lenient else { throw expected("the other half of a surrogate pair") }
        return "\u{FFFD}"
    }

    /// Nil for a lone surrogate.
    private mutating func pairedCodePoint() throws(JSONError) -> Unicode.Scalar? {
        let first = try hexadecimal()
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard take(word: "\\u") else { return nil }
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        // A sign is no digit, which the reader of numbers takes, `-000` too.
        guard bytes.count - offset >= 4,
            bytes[offset] != UInt8(ascii: "+"), bytes[offset] != UInt8(ascii: "-"),
            let value = UInt32(String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self), radix: 16)
        else { throw expected("four hexadecimal digits") }
        offset += 4
        return value
    }
}
