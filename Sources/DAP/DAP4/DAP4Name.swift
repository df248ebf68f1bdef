/// Fully qualified names of DAP4 (volume 1, section 5.2): `/` in front of each part, and a backslash before `/`, `.`, `\` and
/// blanks inside a part.
enum DAP4Name {
    static func qualified(_ path: [String]) -> String {
        path.map { "/" + escaped($0) }.joined()
    }

    /// Without what is escaped and what escapes: equal for every way in which a client may write a name.
    static func bare(_ text: String) -> String { text.filter { !["\\", ".", "@", " "].contains($0) } }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            if scalar == "/" || scalar == "." || scalar == "\\" || scalar == " " { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
