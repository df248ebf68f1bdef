internal import Execution
internal import JSON
internal import ObjectStorage
internal import Synchronization

/// Users whose passwords were right a moment ago: hashing them anew for each tile would be most of the work.
///
/// Kept are digests alone, under a key that is this process's own and nowhere written.
final class RememberedPasswords: Sendable {
    /// Of the file that a password was right by.
    typealias Generation = Int

    private static let seconds = 60.0
    /// Some hundred bytes each.
    static let most = 4096

    private let key = HMACKey(RandomSecret.bytes())
    private let timepiece: Timepiece
    private let ends = Mutex(RecencyList<[UInt8], Deadline>())

    init(timepiece: Timepiece) {
        self.timepiece = timepiece
    }

    func has(_ user: String, _ password: String, _ generation: Generation) -> Bool {
        let code = code(user, password, generation)
        return ends.withLock { ends in
            guard let end = ends.use(code) else { return false }
            if timepiece.now() < end { return true }
            _ = ends.remove(code)
            return false
        }
    }

    func add(_ user: String, _ password: String, _ generation: Generation) {
        let code = code(user, password, generation)
        let end = timepiece.now().later(bySeconds: Self.seconds)
        ends.withLock { ends in
            _ = ends.remove(code)
            _ = ends.insert(end, for: code)
            while ends.count > Self.most { _ = ends.removeOldest() }
        }
    }

    var count: Int { ends.withLock { $0.count } }

    /// The user's length in front: no two pairs are one text.
    private func code(_ user: String, _ password: String, _ generation: Generation) -> [UInt8] {
        key.code(of: "\(generation) \(user.utf8.count) \(user)\(password)")
    }
}
