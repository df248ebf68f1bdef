/// The directives of a configuration of nginx, without its comments and with the files that it includes.
package struct NginxDirectives {
    package struct Directive: Hashable {
        /// The blocks around it, from the outermost, such as `server 1` and `location /`.
        package let block: String
        /// Its name and arguments.
        package let words: [String]

        var text: String { words.joined(separator: " ") }
    }

    package struct Placed {
        package let directive: Directive
        package let file: String
        package let line: Int
    }

    /// What is not read is as absent.
    private static let maxBytes = 1 << 20
    private static let maxDepth = 8

    package private(set) var all: [Placed] = []
    /// Included files that could not be read.
    package private(set) var missing: [String] = []

    /// `folder` is where names of included files begin; absolute ones are not followed, since they are a host's own.
    package init(text: String, file: String, folder: String) {
        read(text, file: file, folder: folder, inside: [], depth: 0)
    }

    /// The same without some.
    func without(_ isLeftOut: (Directive) -> Bool) -> NginxDirectives {
        var rest = self
        rest.all.removeAll { isLeftOut($0.directive) }
        return rest
    }

    private mutating func read(_ text: String, file: String, folder: String, inside: [String], depth: Int) {
        var (blocks, servers) = (inside, 0)
        for statement in NginxWords.statements(of: text) {
            let words = statement.words
            switch statement.end {
            case .close:
                if blocks.count > inside.count { blocks.removeLast() }
            case .open:
                if words.first == "server" { servers += 1 }
                blocks.append(words.first == "server" ? "server \(servers)" : words.joined(separator: " "))
            case .directive:
                let path = words.count == 2 && words[0] == "include" ? words[1] : "/"
                guard path.hasPrefix("snippets/"), depth < Self.maxDepth else {
                    let directive = Directive(block: blocks.joined(separator: " > "), words: words)
                    all.append(Placed(directive: directive, file: file, line: statement.line))
                    continue
                }
                let inner = "\(folder)/\(path)"
                guard let text = SmallFile.text(at: inner, maxBytes: Self.maxBytes) else {
                    missing.append(inner)
                    continue
                }
                read(text, file: inner, folder: folder, inside: blocks, depth: depth + 1)
            }
        }
    }
}

/// Takes a configuration of nginx apart into its statements.
enum NginxWords {
    enum End { case directive, open, close }

    struct Statement {
        var words: [String] = []
        var line = 0
        var end = End.directive
    }

    static func statements(of text: String) -> [Statement] {
        var scanner = Scanner(bytes: Array(text.utf8))
        return scanner.statements()
    }

    private struct Scanner {
        let bytes: [UInt8]
        private var position = 0
        private var line = 1
        private var found: [Statement] = []
        private var words: [String] = []
        private var start = 1

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func statements() -> [Statement] {
            while let byte = bytes.indices.contains(position) ? bytes[position] : nil {
                switch byte {
                case _ where Self.isBlank(byte): advance()
                case UInt8(ascii: "#"): skipLine()
                case UInt8(ascii: ";"): end(.directive)
                case UInt8(ascii: "{"): end(.open)
                case UInt8(ascii: "}"): end(.close)
                case UInt8(ascii: "\""), UInt8(ascii: "'"): add(quoted(byte))
                default: add(bare())
                }
            }
            return found
        }

        /// Other control characters are letters to nginx.
        private static func isBlank(_ byte: UInt8) -> Bool {
            [UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(byte)
        }

        private mutating func advance() {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }

        private mutating func skipLine() {
            while bytes.indices.contains(position), bytes[position] != UInt8(ascii: "\n") { position += 1 }
        }

        private mutating func end(_ end: End) {
            found.append(Statement(words: words, line: words.isEmpty ? line : start, end: end))
            words = []
            position += 1
        }

        private mutating func add(_ word: [UInt8]) {
            words.append(String(decoding: word, as: UTF8.self))
        }

        private mutating func quoted(_ quote: UInt8) -> [UInt8] {
            if words.isEmpty { start = line }
            var word: [UInt8] = []
            position += 1
            while bytes.indices.contains(position), bytes[position] != quote {
                if bytes[position] == UInt8(ascii: "\\"), bytes.indices.contains(position + 1) {
                    word.append(bytes[position])
                    position += 1
                }
                word.append(bytes[position])
                advance()
            }
            position += 1
            return word
        }

        /// A brace within a word belongs to it where it follows a dollar sign.
        private mutating func bare() -> [UInt8] {
            if words.isEmpty { start = line }
            var word: [UInt8] = []
            while bytes.indices.contains(position) {
                let byte = bytes[position]
                if byte == UInt8(ascii: ";") || Self.isBlank(byte) { break }
                if byte == UInt8(ascii: "{"), word.last != UInt8(ascii: "$") { break }
                word.append(byte)
                position += 1
            }
            return word
        }
    }
}
