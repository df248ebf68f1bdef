package import Failures

/// One of a few words that clients ask by, in any case of letters.
package protocol AskedWord: CaseIterable, RawRepresentable where RawValue == String {}

extension AskedWord {
    /// - Throws: `invalid` for another word, with the one that was probably meant.
    package init(_ text: String, parameter: String) throws(Failure) {
        guard let known = Self(rawValue: text.lowercased()) else {
            let words = Self.allCases.map(\.rawValue)
            let near = NearestName.of(text, among: words).map { ", probably '\($0)'" } ?? ""
            let listed = [words.dropLast().joined(separator: ", "), words.last ?? ""]
            throw .invalid(
                parameter: parameter,
                received: text,
                expected: listed.joined(separator: " or ") + near
            )
        }
        self = known
    }
}
