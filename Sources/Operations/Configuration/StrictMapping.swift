internal import Cube
internal import Failures
internal import Yams

/// A YAML mapping of which every key must be known and every value of the right kind.
struct StrictMapping {
    private let mapping: Node.Mapping
    private let place: Place
    private let mark: Mark?

    /// Where a node stands, for messages.
    struct Place {
        let file: String
        /// Such as `server.threads`; empty for the whole document.
        let path: String

        func inside(_ key: String) -> Place {
            Place(file: file, path: path.isEmpty ? key : "\(path).\(key)")
        }

        func error(_ problem: String, line: Int?, column: Int? = nil) -> ConfigurationError {
            let subject = path.isEmpty ? "" : "'\(path)' "
            return ConfigurationError(file: file, line: line, column: column, problem: subject + problem)
        }

        func error(_ problem: String, at mark: Mark?) -> ConfigurationError {
            error(problem, line: mark?.line, column: mark?.column)
        }
    }

    /// - Throws: when `node` is no mapping or has a key that is not among `keys`.
    init(_ node: Node, keys: [String], place: Place) throws(ConfigurationError) {
        guard let mapping = node.mapping else {
            throw place.error(
                "must be a mapping with some of: \(keys.joined(separator: ", "))",
                at: node.mark
            )
        }
        self.mapping = mapping
        self.place = place
        mark = node.mark
        for key in mapping.keys {
            let name = key.string ?? ""
            guard !keys.contains(name) else { continue }
            let where_ = place.path.isEmpty ? "" : " in '\(place.path)'"
            let hint =
                NearestName.of(name, among: keys).map { "did you mean '\($0)'?" }
                ?? "there is: \(keys.joined(separator: ", "))"
            throw ConfigurationError(
                file: place.file,
                line: key.mark?.line,
                column: key.mark?.column,
                problem: "unknown key '\(name)'\(where_); \(hint)"
            )
        }
    }

    /// Whether a key is there, with a value or without.
    func has(_ key: String) -> Bool { mapping[Node(key)] != nil }

    /// What is wrong with a word of a list: the nearest of those that are known.
    func unknown(_ word: String, in key: String, known: [String]) -> ConfigurationError {
        let hint =
            NearestName.of(word, among: known).map { "did you mean '\($0)'?" }
            ?? "there is: \(known.joined(separator: ", "))"
        return error(key, "has no '\(word)'; \(hint)")
    }

    /// The value of a key; nil when it is missing or empty.
    func node(_ key: String) -> Node? {
        guard let node = mapping[Node(key)], node.null == nil else { return nil }
        return node
    }

    func mapping(_ key: String, keys: [String]) throws(ConfigurationError) -> StrictMapping? {
        guard let node = node(key) else { return nil }
        return try StrictMapping(node, keys: keys, place: place.inside(key))
    }

    func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else { throw error(key, "must be a text") }
        return text
    }

    func requiredText(_ key: String) throws(ConfigurationError) -> String {
        guard let text = try text(key) else {
            throw place.error("needs '\(key)'", at: mark)
        }
        return text
    }

    /// The texts of a list; none when the key is missing.
    func texts(_ key: String) throws(ConfigurationError) -> [String] {
        guard let node = node(key) else { return [] }
        let texts = node.sequence?.map { $0.scalar?.string ?? "" } ?? [""]
        guard texts.allSatisfy({ !$0.isEmpty }) else { throw error(key, "must be a list of texts") }
        return texts
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let node = node(key) else { return nil }
        guard let value = node.scalar.flatMap({ Int($0.string) }), range.contains(value) else {
            throw error(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func seconds(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        guard let node = node(key) else { return nil }
        guard let value = node.scalar.flatMap({ Double($0.string) }), range.contains(value) else {
            throw error(key, "must be a number of seconds from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func fraction(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        guard let node = node(key) else { return nil }
        guard let value = node.scalar.flatMap({ Double($0.string) }), range.contains(value) else {
            throw error(key, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// `true` or `false`, and none of YAML's older spellings.
    func truth(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let node = node(key) else { return nil }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw error(key, "must be true or false")
        }
    }

    /// One of the words of an enumeration.
    func choice<Word: RawRepresentable & CaseIterable>(
        _ key: String,
        of type: Word.Type
    ) throws(ConfigurationError) -> Word? where Word.RawValue == String {
        guard let node = node(key) else { return nil }
        guard let word = node.scalar.flatMap({ Word(rawValue: $0.string) }) else {
            throw error(key, "must be one of: \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    /// The mappings of a list, of which every key must be among `keys`; none when the key is missing.
    func list(_ key: String, keys: [String]) throws(ConfigurationError) -> [StrictMapping] {
        guard let node = node(key) else { return [] }
        guard let entries = node.sequence else { throw error(key, "must be a list") }
        var mappings: [StrictMapping] = []
        for (index, entry) in entries.enumerated() {
            mappings.append(try StrictMapping(entry, keys: keys, place: place.inside("\(key)[\(index)]")))
        }
        return mappings
    }

    /// Bytes, as a number or such as `512 MiB`.
    func bytes(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let node = node(key) else { return nil }
        guard let value = node.scalar.flatMap({ ByteSize.parse($0.string) }), range.contains(value) else {
            let ends = "\(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))"
            throw error(key, "must be a size from \(ends), such as '512 MiB'")
        }
        return value
    }

    /// What is wrong with one entry of a list.
    func error(_ key: String, entry: Int, _ problem: String) -> ConfigurationError {
        let entries = node(key)?.sequence.map { Array($0) } ?? []
        let mark = entries.indices.contains(entry) ? entries[entry].mark : nil
        return place.inside("\(key)[\(entry)]").error(problem, at: mark ?? node(key)?.mark ?? self.mark)
    }

    func error(_ key: String, _ problem: String) -> ConfigurationError {
        place.inside(key).error(problem, at: node(key)?.mark ?? mark)
    }
}
