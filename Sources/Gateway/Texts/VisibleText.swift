internal import JSON

/// Text from stores and requests as people may read it in any program: what would act instead of being seen is named.
///
/// Each such character (`ActiveCharacter`) becomes its code between angle brackets, such as `<U+202E>`.
package enum VisibleText {
    /// Line feeds and tabs stay in `lines`; elsewhere they are named too.
    package static func of(_ text: String, lines: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: { isHidden($0, lines) }) else { return text }
        var visible = ""
        visible.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if isHidden(scalar, lines) {
                visible += name(of: scalar)
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    /// `<U+001B>`.
    package static func name(of scalar: Unicode.Scalar) -> String { ActiveCharacter.name(of: scalar) }

    /// As `ActiveCharacter`.
    static func isActive(_ scalar: Unicode.Scalar) -> Bool { ActiveCharacter.isOne(scalar) }

    private static func isHidden(_ scalar: Unicode.Scalar, _ lines: Bool) -> Bool {
        if lines, scalar == "\n" || scalar == "\t" { return false }
        return isActive(scalar)
    }
}
