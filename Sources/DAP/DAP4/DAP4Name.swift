/// Fully qualified names of DAP4 (volume 1, section 5.2): `/` in front of each part.
enum DAP4Name {
    /// As documents have them: as libdap and Hyrax write them, with nothing escaped.
    ///
    /// The specification wants a backslash before `/`, `.`, `\` and blanks inside a part; netCDF-C 4.9 and 4.10 read both
    /// forms of a `Dim`, pydap and libdap find no dimension `a\ b` beside their `a b`. Written names have neither `/` nor
    /// `\` (`WireNames`), so that nothing needs an escape.
    static func qualified(_ path: [String]) -> String {
        path.map { "/" + $0 }.joined()
    }

    /// As the specification escapes them, which requests may.
    static func escaped(_ path: [String]) -> String {
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
