internal import Cube
internal import Failures

extension Limits {
    /// What all pictures of an animation must pass together.
    private static let ofFrames: [Name] = [.chunks, .decodedBytes, .fetchedBytes, .seconds]

    /// - Throws: `tooLarge`, with how many frames pass.
    func check(_ cost: ReadCost, ofFrames count: Int) throws(Failure) {
        for name in Self.ofFrames {
            guard let requested = cost[name], requested > self[name], count > 0 else { continue }
            let passing = Int(Double(count) * Double(self[name]) / Double(requested))
            throw .tooLarge(
                limit: name,
                allowed: self[name],
                requested: requested,
                advice: "Of these \(count) pictures about \(passing) pass, one after the other."
            )
        }
    }
}
