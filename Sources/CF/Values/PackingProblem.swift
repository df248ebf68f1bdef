/// What a variable's attributes say of its packing and cannot mean.
package enum PackingProblem: Sendable, Equatable {
    case unusable(scale: Double, offset: Double)
    case emptyValidRange(from: Double, to: Double)
    /// An attribute that should hold so many numbers holds something else.
    case notNumbers(attribute: String, count: Int)
}
