internal import Cube
internal import Execution
internal import Gateway

extension TypedAttribute.Dialect {
    /// A name of an attribute, a dimension or a group as clients' own models take it, escaped as the protocol does.
    ///
    /// netCDF-C 4.9 and 4.10 refuse a whole dataset over one name that begins with anything but a letter, a digit or
    /// `_` (in DAP2 a `%` is none of these either; in DAP4 letters beyond ASCII are letters), that ends in a blank, or in
    /// DAP4 has a `/`: such a name has a `_` there. Control characters, which XML cannot hold and netCDF-C refuses, are
    /// named in DAP4 (`<U+0001>`).
    func spelled(_ name: String) -> String {
        switch self {
        case .dap2:
            let encoded = DAP2Identifier.encode(name)
            return encoded.utf8.first.map(Self.begins) ?? false ? encoded : "_\(encoded)"
        case .dap4:
            let name = Self.writable(name).replacing("/", with: "_")
            let isSound = name.utf8.first.map { $0 >= 0x80 || Self.begins($0) } ?? false
            return (isSound ? name : "_\(name)") + (name.utf8.last == 0x20 ? "_" : "")
        }
    }

    /// As `spelled`, of a variable, a dimension or a group: what a client cannot ask for in its name is a `_`.
    func spelled(variable name: String) -> String { spelled(container: askable(name)) }

    /// As `spelled`, of a container: in a DAS it must not be taken for something else.
    ///
    /// netCDF-C takes containers whose names begin with `DODS` or end in `global`, in any case, for global ones, so that
    /// a variable `ice_global` loses its fill value; two called `NC_GLOBAL` crash it. libdap takes names of types for
    /// types.
    func spelled(container name: String) -> String {
        var text = spelled(name)
        guard self == .dap2 else { return text }
        let lower = text.lowercased()
        if Self.words.contains(lower) || text.hasPrefix("DODS") { text = "_\(text)" }
        return lower.hasSuffix("global") ? "\(text)_" : text
    }

    /// The name with a `_` for every character of which no spelling comes back from all clients.
    ///
    /// DAP2: xarray's pydap looks for `a!b` where the DDS has `a%21b`, and opens nothing then (`! ~ ' " / %`); libdap
    /// decodes `%25` twice. DAP4: netCDF-C 4.10 writes `#` and `&` as they are, so that the query ends there, and `;`, and
    /// dies of the answer for `a` and `b` where it has asked for `a;b`; it writes `\\` for both `.` and `@`; it reads a `\` as
    /// an escape; pydap leaves `%2C` in a name as it is.
    private func askable(_ name: String) -> String {
        switch self {
        case .dap2: Self.replacing("%!~'\"/", in: name)
        case .dap4: Self.replacing(Self.hasEscape(name) ? "#&;\\@%" : "#&;\\@", in: name)
        }
    }

    private static func replacing(_ characters: String, in name: String) -> String {
        guard name.utf8.contains(where: characters.utf8.contains) else { return name }
        let bytes = name.utf8.map { characters.utf8.contains($0) ? UInt8(ascii: "_") : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a part of the name could be decoded.
    private static func hasEscape(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let isDigit = { (byte: UInt8) in UnicodeScalar(byte).properties.isHexDigit }
        return bytes.indices.dropLast(2).contains { place in
            bytes[place] == UInt8(ascii: "%") && isDigit(bytes[place + 1]) && isDigit(bytes[place + 2])
        }
    }

    /// The name with control characters, and scalars that are none in XML 1.0 (production 2), named.
    private static func writable(_ name: String) -> String {
        let isLost = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || scalar.value == 0x7F || scalar == "\u{FFFE}" || scalar == "\u{FFFF}"
        }
        guard name.unicodeScalars.contains(where: isLost) else { return name }
        return name.unicodeScalars.map { isLost($0) ? VisibleText.name(of: $0) : String($0) }.joined()
    }

    private static func begins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// What libdap's scanner of a DAS knows in any case.
    private static let words: Set<String> = [
        "alias", "attributes", "byte", "float32", "float64", "int16", "int32", "otherxml", "string", "uint16",
        "uint32",
        "url",
    ]
}

/// How the variables, dimensions and groups of a dataset are called in one protocol's texts: each by one name, no two alike, a
/// dimension as the variable of its name.
struct WireNames: Sendable {
    private let dialect: TypedAttribute.Dialect
    /// Names that are written otherwise than they are stored.
    private var changed: [String: String] = [:]

    /// `names` are those of variables and dimensions.
    init(_ names: Set<String>, _ dialect: TypedAttribute.Dialect) {
        self.dialect = dialect
        var taken: Set<String> = []
        var unsound: [(name: String, text: String)] = []
        for name in names {
            let text = dialect.spelled(variable: name)
            if text == Self.plain(name, dialect) {
                taken.insert(text)
                if text != name { changed[name] = text }
            } else {
                unsound.append((name, text))
            }
        }
        for (name, text) in unsound.sorted(by: { $0.name < $1.name }) {
            var text = text
            while taken.contains(text) { text = "_\(text)" }
            taken.insert(text)
            changed[name] = text
        }
    }

    init(of arrays: [StoredVariable], and groups: [String] = [], _ dialect: TypedAttribute.Dialect) {
        self.init(Set(arrays.flatMap { [$0.name] + $0.dimensions.map(\.name) } + groups), dialect)
    }

    /// The name without regard to what clients make of it: requests may use it as well.
    static func plain(_ name: String, _ dialect: TypedAttribute.Dialect) -> String {
        dialect == .dap2 ? DAP2Identifier.encode(name) : name
    }

    subscript(name: String) -> String { changed[name] ?? name }

    /// How many spellings each name has.
    static let spellingCount = 4

    /// Every way in which requests may write a name, decoded once, the one that counts most last.
    func spellings(of name: String) -> [String] {
        [Self.plain(name, dialect), decoded(name), name, self[name]]
    }

    /// What the name is without the protocol's escapes.
    private func decoded(_ name: String) -> String {
        let text = self[name]
        guard dialect == .dap2 else { return text }
        return PercentCoding.decode(text, plusIsSpace: false) ?? text
    }

    /// A variable's attributes with references by the names that their variables have here, and its own name where it has
    /// another one here.
    func told(_ attributes: [TypedAttribute], of variable: String) -> [TypedAttribute] {
        guard !changed.isEmpty else { return attributes }
        let told = attributes.map { attribute in
            guard attribute.kind == .text, Self.referring.contains(attribute.name) else { return attribute }
            return TypedAttribute(
                name: attribute.name,
                kind: .text,
                values: attribute.values.map(referring)
            )
        }
        guard decoded(variable) != variable, !told.contains(where: { $0.name == Self.originalName }) else {
            return told
        }
        return told + [TypedAttribute(name: Self.originalName, kind: .text, values: [variable])]
    }

    /// As CMIP calls a variable's name in the file that it was taken from.
    private static let originalName = "original_name"

    /// Attributes that name variables, with or without a word and a colon before each (CF 1.11, appendix A).
    private static let referring: Set<String> = [
        "ancillary_variables", "bounds", "cell_measures", "climatology", "coordinates", "formula_terms",
        "geometry",
        "grid_mapping", "interior_ring", "node_coordinates", "node_count", "nodes", "part_node_count",
    ]

    private func referring(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let hasColon = word.hasSuffix(":")
            return self[String(hasColon ? word.dropLast() : word)] + (hasColon ? ":" : "")
        }.joined(separator: " ")
    }
}

extension TypedAttribute {
    /// Attributes by the names that clients take, no two alike, members of containers included.
    static func spelled(_ attributes: [TypedAttribute], _ dialect: Dialect) -> [TypedAttribute] {
        var taken: Set<String> = []
        return attributes.map { attribute in
            let isContainer = if case .container = attribute.kind { true } else { false }
            var name =
                isContainer ? dialect.spelled(container: attribute.name) : dialect.spelled(attribute.name)
            while !taken.insert(name).inserted { name = "_\(name)" }
            guard case .container(let members) = attribute.kind else {
                return TypedAttribute(name: name, kind: attribute.kind, values: attribute.values)
            }
            return TypedAttribute(name: name, kind: .container(spelled(members, dialect)), values: [])
        }
    }
}
