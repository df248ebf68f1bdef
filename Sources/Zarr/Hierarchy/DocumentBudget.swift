/// How many bytes of documents the opening of one hierarchy has read, all of which are in memory together.
///
/// Of one thread.
final class DocumentBudget {
    private var left: Int
    private let limit: Int

    init(limit: Int) { (left, self.limit) = (limit, limit) }

    /// - Throws: `tooLarge` once more was read than may be.
    func spend(_ bytes: Int, key: String) throws(ZarrError) {
        left -= bytes
        guard left >= 0 else { throw .tooLarge(key: key, bytes: limit - left, limit: limit) }
    }
}
