internal import Zarr

/// Texts of an array as `ArrayExport` writes them.
enum StoredTexts {
    /// What becomes of blanks and line feeds around a text.
    enum Manner {
        /// They are no part of a label.
        case trimmed
        /// They are data.
        case asStored
    }

    /// Nil for elements that are no texts.
    static func texts(_ bytes: [UInt8], of element: ElementType, _ manner: Manner) -> [String]? {
        switch element {
        case .fixedBytes(let size) where size > 0:
            return stride(from: 0, to: bytes.count - size + 1, by: size).map {
                text(bytes[$0..<($0 + size)], manner)
            }
        case .fixedText(let count) where count > 0:
            return stride(from: 0, to: bytes.count - 4 * count + 1, by: 4 * count).map { start in
                codePoints(bytes[start..<(start + 4 * count)], manner)
            }
        case .text, .bytes: return counted(bytes, manner)
        default: return nil
        }
    }

    /// UTF-8, or Latin-1 where it is none; cut at the first NUL.
    static func text(_ bytes: ArraySlice<UInt8>, _ manner: Manner) -> String {
        let kept = bytes.prefix { $0 != 0 }
        let text =
            String(validating: kept, as: UTF8.self)
            ?? String(String.UnicodeScalarView(kept.map { Unicode.Scalar($0) }))
        return manner == .trimmed ? trimmed(text) : text
    }

    private static func codePoints(_ bytes: ArraySlice<UInt8>, _ manner: Manner) -> String {
        var text = String.UnicodeScalarView()
        for start in stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4) {
            let code = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
            guard code != 0 else { break }
            text.append(Unicode.Scalar(code) ?? "\u{FFFD}")
        }
        return manner == .trimmed ? trimmed(String(text)) : String(text)
    }

    /// A little-endian `uint32` count before each text.
    private static func counted(_ bytes: [UInt8], _ manner: Manner) -> [String]? {
        var texts: [String] = []
        var place = 0
        while place + 4 <= bytes.count {
            let count = (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
            place += 4
            guard count <= bytes.count - place else { return nil }
            texts.append(text(bytes[place..<(place + count)], manner))
            place += count
        }
        return texts
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (letter: Character) in letter == " " || letter == "\t" || letter == "\n" }
        let start = text.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end])
    }
}
