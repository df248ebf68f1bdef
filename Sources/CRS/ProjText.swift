/// A PROJ text (`+proj=utm +zone=32 +datum=WGS84`) taken apart, each word of it known and each value checked.
///
/// PROJ reads its texts generously: blanks around `=`, quotes, any letter case, words without `+`. What reaches it is
/// `text`, written from what was understood here, never the text that came.
struct ProjText {
    private(set) var words: [(key: String, value: String?)] = []

    /// - Throws: `ReferenceSystemRefusal` for words and values that are on no list.
    init(_ text: String) throws(ReferenceSystemRefusal) {
        for part in text.split(whereSeparator: \.isWhitespace) {
            let word = part.first == "+" ? part.dropFirst() : part
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(halves[0])
            guard words.count < Self.maxWords, let rule = Self.rules[key] else {
                throw .word(ReferenceSystemRefusal.excerpt(key.isEmpty ? String(part) : key))
            }
            let value = halves.count == 2 ? String(halves[1]) : nil
            guard rule.allows(value) else {
                throw .value(ReferenceSystemRefusal.excerpt(value ?? ""), of: key)
            }
            words.append((key, value))
        }
        try settle()
    }

    /// More words have no meaning.
    private static let maxWords = 64

    /// One spelling for longitudes and latitudes; units of length have no sense for a rotated pole.
    private mutating func settle() throws(ReferenceSystemRefusal) {
        guard let name = self["proj"] else { throw .unreadable(near: "no +proj") }
        guard name != "ob_tran" || self["o_proj"] != nil else { throw .word("ob_tran without +o_proj") }
        guard self["o_proj"] != "ob_tran" else { throw .value("ob_tran", of: "o_proj") }
        for index in words.indices where ["proj", "o_proj"].contains(words[index].key) {
            if let value = words[index].value, ProjectionNames.geographic.contains(value) {
                words[index].value = "longlat"
            }
        }
        if isAngular { words.removeAll { ["to_meter", "units", "vto_meter", "vunits"].contains($0.key) } }
    }

    /// The first value of a word, which is the one that PROJ takes.
    subscript(key: String) -> String? { words.first { $0.key == key }?.value }

    func has(_ key: String) -> Bool { words.contains { $0.key == key } }

    /// True for degrees, as they are or about another pole.
    private var isAngular: Bool {
        self["proj"] == "longlat" || (self["proj"] == "ob_tran" && self["o_proj"] == "longlat")
    }

    /// True where the text is more than a projection on a figure of the Earth: a datum, or units of its own.
    var isSystem: Bool {
        if ["datum", "towgs84", "nadgrids", "type"].contains(where: has) { return true }
        return (self["units"] ?? "m") != "m" || (self["to_meter"].map { Double($0) != 1 } ?? false)
    }

    /// What reaches PROJ.
    var text: String {
        words.map { word in word.value.map { "+\(word.key)=\($0)" } ?? "+\(word.key)" }.joined(separator: " ")
    }
}

extension ProjText {
    /// What a word may have behind its `=`.
    enum Rule {
        case flag
        case number
        case numbers
        case oneOf(Set<String>)
        case numberOrOneOf(Set<String>)

        func allows(_ value: String?) -> Bool {
            guard let value else {
                if case .flag = self { return true }
                return false
            }
            return switch self {
            case .flag: value.isEmpty
            case .number: Self.isNumber(value)
            case .numbers:
                [3, 7].contains(value.split(separator: ",", omittingEmptySubsequences: false).count)
                    && value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isNumber)
            case .oneOf(let names): names.contains(value)
            case .numberOrOneOf(let names): names.contains(value) || Self.isNumber(value)
            }
        }

        /// `12.5`, `-1e-3`, and angles such as `45d30'N`, of at most forty letters.
        static func isNumber(_ text: some StringProtocol) -> Bool {
            guard text.utf8.count <= 40 else { return false }
            if let number = Double(text) { return number.isFinite && text.utf8.allSatisfy(isPlain) }
            let hemisphere = text.last.map { "NSEWnsewrR".contains($0) } ?? false
            let parts = (hemisphere ? text.dropLast() : text[...]).split(separator: "d", maxSplits: 1)
            guard let degrees = parts.first, Double(degrees) != nil, degrees.utf8.allSatisfy(isPlain) else {
                return false
            }
            guard parts.count == 2 else { return hemisphere }
            let minutes = parts[1].hasSuffix("'") ? parts[1].dropLast() : parts[1]
            return minutes.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ".") }
        }

        /// Digits, signs, a point, an exponent: no hexadecimal, `inf` or `nan`.
        private static func isPlain(_ byte: UInt8) -> Bool {
            (byte >= 0x30 && byte <= 0x39) || "+-.eE".utf8.contains(byte)
        }
    }

    /// Every word that PROJ may be given, and its values.
    static let rules: [String: Rule] = {
        var rules: [String: Rule] = [
            "proj": .oneOf(ProjectionNames.projections), "o_proj": .oneOf(ProjectionNames.projections),
            "datum": .oneOf(ProjectionNames.datums), "ellps": .oneOf(ProjectionNames.ellipsoids),
            "pm": .numberOrOneOf(ProjectionNames.meridians), "units": .oneOf(ProjectionNames.units),
            "vunits": .oneOf(ProjectionNames.units), "towgs84": .numbers, "nadgrids": .oneOf(["@null"]),
            "sweep": .oneOf(["x", "y"]), "type": .oneOf(["crs"]), "shape": .oneOf(["square", "diamond"]),
            "algo": .oneOf(["auto", "evenden_snyder", "poder_engsager"]),
            "axis": .oneOf(["enu", "neu", "wsu", "wnu", "seu", "swu", "esu", "nwu", "end", "ned"]),
        ]
        let numbers = [
            "lat_0", "lat_1", "lat_2", "lat_3", "lat_ts", "lat_b", "lon_0", "lon_1", "lon_2", "lon_3", "lonc",
            "alpha", "gamma", "x_0", "y_0", "k", "k_0", "h", "h_0", "a", "b", "rf", "f", "es", "e", "R",
            "zone",
            "o_lat_p", "o_lon_p", "o_alpha", "o_lon_c", "o_lat_c", "o_lon_1", "o_lat_1", "o_lon_2", "o_lat_2",
            "to_meter", "vto_meter", "tilt", "azi", "n", "m", "W", "M", "lon_wrap", "rot_xy", "north_square",
            "south_square",
        ]
        let flags = [
            "no_defs", "wktext", "over", "south", "no_uoff", "no_off", "no_rot", "approx", "ns", "guam",
            "no_cut",
            "hyperbolic", "czech", "R_A", "R_V", "R_a", "R_g", "R_h",
        ]
        for name in numbers { rules[name] = .number }
        for name in flags { rules[name] = .flag }
        return rules
    }()
}
