internal import JSON

/// One attribute with the type that it has in a DAS or DMR; its values are already spelled, but not yet escaped.
struct TypedAttribute: Equatable, Sendable {
    indirect enum Kind: Equatable, Sendable {
        case text
        case number(WireType)
        /// An object of the store, which has no values itself.
        case container([TypedAttribute])
    }

    let name: String
    let kind: Kind
    let values: [String]

    /// Where DAP4 declares the CRC-32 of a variable's values (digest §6): written by the sender of the values, so that one from
    /// a store, which is not that of this answer, would make every read fail.
    static let checksumName = "_DAP4_Checksum_CRC32"
    /// Names that DAP4 keeps for its answers.
    private static let reserved: Set<String> = [checksumName, "_DAP4_Little_Endian"]
    /// Objects in objects beyond this are written as JSON.
    private static let deepest = 8

    /// Longer lists are no metadata; more attributes than this are no variable's.
    private static let maxValues = 10_000

    /// Attributes whose type is that of their variable (CF 1.11, section 2.5.1 and appendix A).
    private static let typedLikeVariable: Set<String> = [
        "_FillValue", "missing_value", "valid_min", "valid_max", "valid_range", "flag_values", "flag_masks",
    ]

    init(name: String, kind: Kind, values: [String]) {
        self.name = name
        self.kind = kind
        self.values = values
    }

    /// Types an attribute of the store; nil for what DAP has no form for: nulls, empty and very long lists.
    ///
    /// Objects are containers; lists of anything but texts or numbers are written as JSON.
    ///
    /// `_FillValue` has exactly its variable's type and one value, or is left out: netCDF-C refuses to open a
    /// dataset otherwise.
    ///
    /// `variable` is the type under which the variable travels; nil for global attributes.
    init?(name: String, value: JSONValue, variable: WireType?, dialect: Dialect, depth: Int = 0) {
        // No client's grammar has a name without letters: one would hide all attributes of the dataset.
        guard !name.isEmpty else { return nil }
        if case .object(let object) = value, depth < Self.deepest {
            let members = object.entries.compactMap { entry in
                TypedAttribute(
                    name: entry.key,
                    value: entry.value,
                    variable: nil,
                    dialect: dialect,
                    depth: depth + 1
                )
            }
            self.init(name: name, kind: .container(members), values: [])
            return
        }
        let values = value.arrayValue ?? [value]
        guard !values.isEmpty, values.count <= Self.maxValues else { return nil }
        if let variable, Self.typedLikeVariable.contains(name) {
            let texts = values.compactMap { variable.text(of: $0) }
            if texts.count == values.count, name != "_FillValue" || texts.count == 1 {
                self.init(name: name, kind: .number(variable), values: texts)
                return
            }
            if name == "_FillValue" { return nil }
        }
        if let (kind, texts) = Self.typed(values, dialect) {
            self.init(name: name, kind: kind, values: texts)
        } else if value != .null {
            self.init(name: name, kind: .text, values: [String(decoding: value.bytes, as: UTF8.self)])
        } else {
            return nil
        }
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
        let list = attributes.entries.compactMap { entry in
            TypedAttribute(name: entry.key, value: entry.value, variable: variable, dialect: dialect)
        }
        guard dialect == .dap4, let variable else { return list }
        let told = list.filter { !reserved.contains($0.name) }
        return variable == .float32 ? undamaged(told) : told
    }

    /// netCDF-C changes the last digits of every Float32 attribute of a DMR, so that a fill value masks nothing (digest
    /// §4): what is compared with values goes as Float64, and `missing_value` repeats `_FillValue`, which has to have
    /// its variable's type.
    private static func undamaged(_ attributes: [TypedAttribute]) -> [TypedAttribute] {
        let single = Kind.number(.float32)
        let fill = attributes.first { $0.name == "_FillValue" && $0.kind == single }?.values.first
        // Both spell a finite number the same: the double that the float is.
        let repeated = fill.flatMap { text in Double(text).map { $0.isFinite } == true ? text : nil }
        var result = attributes.map { attribute in
            guard attribute.kind == single, attribute.name != "_FillValue" else { return attribute }
            return TypedAttribute(name: attribute.name, kind: .number(.float64), values: attribute.values)
        }
        guard let repeated else { return result }
        let missing = result.firstIndex { $0.name == "missing_value" }
        guard let missing else {
            return result + [
                TypedAttribute(name: "missing_value", kind: .number(.float64), values: [repeated])
            ]
        }
        let marked = result[missing]
        if marked.kind == .number(.float64), !marked.values.contains(repeated) {
            result[missing] = TypedAttribute(
                name: marked.name,
                kind: marked.kind,
                values: marked.values + [repeated]
            )
        }
        return result
    }

    /// The attribute as rows of a table, members of containers under their path.
    var rows: [(name: String, values: String)] {
        guard case .container(let members) = kind else { return [(name, values.joined(separator: ", "))] }
        return members.flatMap { member in member.rows.map { ("\(name).\($0.name)", $0.values) } }
    }
}
