internal import JSON

/// One attribute with the type that it has in a DAS or DMR; its values are already spelled, but not yet escaped.
struct TypedAttribute: Equatable {
    enum Kind: Equatable {
        case text
        case number(WireType)
    }

    let name: String
    let kind: Kind
    let values: [String]

    /// Longer lists are no metadata; more attributes than this are no variable's.
    private static let mostValues = 10_000

    /// Attributes whose type is that of their variable (CF 1.11, section 2.5.1 and appendix A).
    private static let typedLikeVariable: Set<String> = [
        "_FillValue", "missing_value", "valid_min", "valid_max", "valid_range", "flag_values", "flag_masks",
    ]

    init(name: String, kind: Kind, values: [String]) {
        self.name = name
        self.kind = kind
        self.values = values
    }

    /// Types an attribute of the store; nil for what DAP has no form for: objects, nulls, empty lists.
    ///
    /// `_FillValue` has exactly its variable's type and one value, or is left out: netCDF-C refuses to open a
    /// dataset otherwise.
    ///
    /// `variable` is the type under which the variable travels; nil for global attributes.
    init?(name: String, value: JSONValue, variable: WireType?, dialect: Dialect) {
        let values = value.arrayValue ?? [value]
        guard !values.isEmpty, values.count <= Self.mostValues else { return nil }
        if let variable, Self.typedLikeVariable.contains(name) {
            let texts = values.compactMap { variable.text(of: $0) }
            if texts.count == values.count, name != "_FillValue" || texts.count == 1 {
                self.init(name: name, kind: .number(variable), values: texts)
                return
            }
            if name == "_FillValue" { return nil }
        }
        guard let (kind, texts) = Self.typed(values, dialect) else { return nil }
        self.init(name: name, kind: kind, values: texts)
    }

    /// Types values by what they are: all texts (truth values too), or all numbers.
    private static func typed(_ values: [JSONValue], _ dialect: Dialect) -> (Kind, [String])? {
        let texts = values.compactMap(text)
        if texts.count == values.count { return (.text, texts) }
        let type = dialect.type(ofNumbers: values)
        let numbers = values.compactMap { type.text(of: $0) }
        return numbers.count == values.count ? (.number(type), numbers) : nil
    }

    private static func text(_ value: JSONValue) -> String? {
        value.stringValue ?? value.boolValue.map { $0 ? "true" : "false" }
    }

    /// What a protocol can say of numbers that have no variable to take their type from.
    enum Dialect {
        case dap2, dap4

        func type(ofNumbers values: [JSONValue]) -> WireType {
            let integers = values.compactMap { value -> Int64? in
                guard case .integer(let number) = value else { return nil }
                return number
            }
            if integers.count == values.count {
                if integers.allSatisfy({ Int32(exactly: $0) != nil }) { return .int32 }
                return self == .dap2 ? .float64 : .int64
            }
            let areWhole = values.allSatisfy { value in
                if case .unsigned = value { return true }
                if case .integer(let number) = value { return number >= 0 }
                return false
            }
            return areWhole && self == .dap4 ? .uint64 : .float64
        }
    }
}

extension TypedAttribute {
    /// All attributes that can be told, in the order of the store.
    static func list(_ attributes: JSONObject, variable: WireType?, dialect: Dialect) -> [TypedAttribute] {
        attributes.entries.compactMap { entry in
            TypedAttribute(name: entry.key, value: entry.value, variable: variable, dialect: dialect)
        }
    }
}
