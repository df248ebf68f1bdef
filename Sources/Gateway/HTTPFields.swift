/// Header fields: names compare without case, order and repetition are kept (RFC 9110, section 5).
package struct HTTPFields: Sendable {
    package private(set) var fields: [(name: String, value: String)] = []

    package init(_ fields: [(name: String, value: String)] = []) {
        self.fields = fields
    }

    /// The first value of a field; assigning replaces all, or takes the field away.
    package subscript(name: String) -> String? {
        get { fields.first { Self.matches($0.name, name) }?.value }
        set {
            fields.removeAll { Self.matches($0.name, name) }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// Every value of a field, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { Self.matches($0.name, name) }.map(\.value)
    }

    /// Adds a field beside others of its name, as `Link` and `Warning` need.
    package mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    private static func matches(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        // Most names are spelled alike: that is seen without looking at their letters one by one.
        return left == right || left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
    }

    /// Names are ASCII (RFC 9110, section 5.1).
    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
