/// One way to request less: fewer points, variables or positions, or a smaller box.
struct RequestCut {
    /// Values of parameters that are longer are told in words.
    static let longestValue = 200

    /// How much there is to be cut.
    let most: Int
    /// The parameters of the beginning of what was requested, larger for a larger number.
    let values: (Int) -> [String: String]
    /// Instead of the values, where those are too long to be told.
    let words: (Int) -> String?

    init(
        most: Int,
        values: @escaping (Int) -> [String: String],
        words: @escaping (Int) -> String? = { _ in nil }
    ) {
        self.most = most
        self.values = values
        self.words = words
    }
}
