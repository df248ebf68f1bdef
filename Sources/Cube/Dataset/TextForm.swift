/// How an array holds texts.
enum TextForm: Sendable, Equatable {
    /// One text an element.
    case elements
    /// One letter an element: texts lie along a dimension that the variable does not show (digest: cf.md, section 1).
    case letters(dimension: Int)
}
