import JSON

/// What the `configuration` of a data type of v3 says; what is missing or wrong in it is named.
struct TypeConfiguration {
    let type: Extension

    /// `length_bytes`: at most `most`, a multiple of `step`.
    func length(most: Int, step: Int = 1) throws(DocumentFault) -> Int {
        let value = try required("length_bytes")
        guard let number = value.integerValue, (0...Int64(most)).contains(number),
            number.isMultiple(of: Int64(step))
        else {
            let kind = step == 1 ? "a whole number" : "a multiple of \(step)"
            throw wrong("length_bytes", value, expected: "\(kind) from 0 to \(most)")
        }
        return Int(number)
    }

    /// `unit` and `scale_factor`: how long a step of a time is.
    func step() throws(DocumentFault) -> (unit: ElementType.TimeUnit, scale: Int) {
        let value = try required("unit")
        guard let unit = value.stringValue.flatMap(ElementType.TimeUnit.init(named:)) else {
            throw wrong("unit", value, expected: "one of \(ElementType.TimeUnit.listed)")
        }
        guard let factor = type.configuration["scale_factor"], !factor.isNull else { return (unit, 1) }
        guard let scale = factor.integerValue, (1...ElementType.TimeUnit.maxScale).contains(scale) else {
            let range = "a whole number from 1 to \(ElementType.TimeUnit.maxScale)"
            throw wrong("scale_factor", factor, expected: range)
        }
        return (unit, Int(scale))
    }

    /// `fields` of a structure, of which there is at least one.
    func fields(most: Int) throws(DocumentFault) -> [JSONValue] {
        let value = try required("fields")
        guard let fields = value.arrayValue, (1...most).contains(fields.count) else {
            throw wrong("fields", value, expected: "a list of 1 to \(most) fields")
        }
        return fields
    }

    private func required(_ key: String) throws(DocumentFault) -> JSONValue {
        guard let value = type.configuration[key], !value.isNull else {
            throw .invalid("data type \(type.name) needs '\(key)' in its configuration")
        }
        return value
    }

    private func wrong(_ key: String, _ value: JSONValue, expected: String) -> DocumentFault {
        let shown = String(decoding: value.bytes.prefix(40), as: UTF8.self)
        return .invalid("'\(key)' of data type \(type.name) is \(shown): expected \(expected)")
    }
}

extension ElementType.TimeUnit {
    /// NumPy's largest multiple of a unit.
    static let maxScale = Int64(Int32.max)

    static var listed: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// As NumPy spells it; of microseconds also with either of Unicode's signs for "micro".
    init?(named name: String) {
        self.init(rawValue: name == "μs" || name == "µs" ? "us" : name)
    }
}
