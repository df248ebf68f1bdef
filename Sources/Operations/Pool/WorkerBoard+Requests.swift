internal import CPlatform
internal import Execution

/// A request as the board knows it.
struct HeldRequest: Equatable {
    /// Of all that tells it from others; see `RequestFingerprint`.
    let digest: UInt64
    /// Its method and the beginning of its target, for people.
    let text: String
}

extension WorkerBoard {
    // Of each thread: whether it holds a request, whether it faulted with it, the digest, how long the text is, the text.

    /// Threads of one worker: the most that a configuration can have.
    static let requests = 576
    static let requestWords = 4 + textWords
    private static let textWords = 16
    static let textBytes = textWords * 8

    /// Writes down what a thread is about to do.
    func hold(_ digest: UInt64, method: String, target: String, place: Int, thread: Int) {
        guard let base = request(thread, of: place) else { return }
        sluice_counter_announce(base + 1, 0)
        base[2] = digest
        base[3] = Self.write("\(method) \(target)", to: base + 4)
        sluice_counter_announce(base, 1)
    }

    func release(place: Int, thread: Int) {
        guard let base = request(thread, of: place) else { return }
        sluice_counter_announce(base, 0)
    }

    /// The word that a thread of the worker sets when it faults.
    func faultWord(place: Int, thread: Int) -> UnsafeMutableRawPointer? {
        request(thread, of: place).map { UnsafeMutableRawPointer($0 + 1) }
    }

    /// What the worker of a place had in hand when it died: that of the thread that faulted, where one has said so, else
    /// all of them, for nobody knows which it was.
    func suspects(place: Int) -> [HeldRequest] {
        var (faulted, held): ([HeldRequest], [HeldRequest]) = ([], [])
        for thread in 0..<Self.requests {
            guard let base = request(thread, of: place), sluice_counter_read(base) != 0 else { continue }
            let request = HeldRequest(digest: base[2], text: Self.text(at: base + 4, bytes: base[3]))
            held.append(request)
            if sluice_counter_read(base + 1) != 0 { faulted.append(request) }
        }
        return faulted.isEmpty ? held : faulted
    }

    private func request(_ thread: Int, of place: Int) -> UnsafeMutablePointer<UInt64>? {
        guard (0..<Self.requests).contains(thread) else { return nil }
        return words(of: place)?.baseAddress.map { $0 + Self.requestsStart + thread * Self.requestWords }
    }

    // MARK: Texts

    /// - Returns: how many bytes were written.
    static func write(_ text: String, to words: UnsafeMutablePointer<UInt64>) -> UInt64 {
        let room = UnsafeMutableRawBufferPointer(start: words, count: textBytes)
        var count = 0
        for byte in text.utf8.prefix(textBytes) {
            room[count] = byte
            count += 1
        }
        return UInt64(count)
    }

    static func text(at words: UnsafeMutablePointer<UInt64>, bytes: UInt64) -> String {
        let room = UnsafeRawBufferPointer(start: words, count: textBytes)
        return String(decoding: room.prefix(Int(clamping: bytes)), as: UTF8.self)
    }
}
