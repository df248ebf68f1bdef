/// Builds a JSON text as bytes, without a tree in between.
///
/// The caller keeps the grammar (a value after each key, matched brackets); the writer puts the commas.
package struct JSONWriter {
    package var bytes: [UInt8] = []
    private var needsComma = false

    package init(capacity: Int = 1024) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    package mutating func endObject() { end(UInt8(ascii: "}")) }
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    package mutating func key(_ name: String) {
        separate()
        JSONText.append(quoted: name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func value(_ text: String) {
        separate()
        JSONText.append(quoted: text, to: &bytes)
    }

    package mutating func value(_ number: Int) {
        separate()
        JSONText.append(Int64(number), to: &bytes)
    }

    /// The shortest text that reads back to the same double; `null` for NaN and infinities.
    package mutating func value(_ number: Double) {
        separate()
        JSONText.append(number, to: &bytes)
    }

    package mutating func value(_ claim: Bool) {
        separate()
        bytes.append(contentsOf: (claim ? "true" : "false").utf8)
    }

    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let claim): self.value(claim)
        case .integer(let number):
            separate()
            JSONText.append(number, to: &bytes)
        case .unsigned(let number):
            separate()
            JSONText.append(number, to: &bytes)
        case .number(let number): self.value(number)
        case .string(let text): self.value(text)
        case .array(let values):
            beginArray()
            for element in values { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for (key, element) in object.entries { member(key, element) }
            endObject()
        }
    }

    package mutating func member(_ name: String, _ value: JSONValue) {
        key(name)
        self.value(value)
    }

    /// Starts an element that the caller appends to `bytes` itself: a comma if one is due.
    package mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}

extension JSONValue {
    /// The value as JSON text.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
