/// Names and fully qualified names of DAP4 (volume 1, section 5.2): `/` in front, and a backslash before `/`, `.`, `\`
/// and blanks inside a name.
enum DAP4Name {
    static func qualified(_ name: String) -> String {
        var text = "/"
        for scalar in name.unicodeScalars {
            if scalar == "/" || scalar == "." || scalar == "\\" || scalar == " " { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
